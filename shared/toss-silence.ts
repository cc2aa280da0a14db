/**
 * Why Toss gives no answer. `toss`: it is reached and is silent, refuses connections or answers
 * with 5xx. `own-line`: the desk's own machine has no network or no name service.
 */
export const silenceCauses = ['toss', 'own-line'] as const;

export interface TossSilence {
  /** Start of the first of the calls in a row without an answer, ISO-8601 UTC. */
  since: string;
  cause: (typeof silenceCauses)[number];
}
