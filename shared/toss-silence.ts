/**
 * Why Toss gives no answer that counts. `toss`: it is reached and is silent, refuses connections or
 * answers with 5xx. `own-line`: the desk's own machine has no network or no name service.
 * `other-mode`: it answered for a test key to a live one, or the reverse; nothing is sent any more.
 */
export const silenceCauses = ['toss', 'own-line', 'other-mode'] as const;

export interface TossSilence {
  /** Start of the first of the calls in a row without an answer, ISO-8601 UTC. */
  since: string;
  cause: (typeof silenceCauses)[number];
}
