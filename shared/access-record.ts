/** 접속 기록: who was shown which buyers' data, when and from where. */

/** What was shown. */
export const accessKinds = [
  'list',
  'payment',
  'operation',
  'bulk-refund',
  'receipt',
  'export',
  'toss-log',
  'audit-log',
] as const;
export type AccessKind = (typeof accessKinds)[number];

/** Who it was shown to: a person, or a storefront by its service token. */
export const accessActorTypes = ['staff', 'token'] as const;

/** One request. The same person is recorded again for the same payment after this time. */
export const SEEN_AGAIN_MS = 10 * 60 * 1000;

export interface AccessRecord {
  /** Rising; gaps mean nothing. */
  id: number;
  /** ISO UTC. */
  at: string;
  actor: {
    type: (typeof accessActorTypes)[number];
    id: string;
    name: string;
    /** The network address of the request; `null` where it isn't known. */
    address: string | null;
  };
  kind: AccessKind;
  /** The payments that were shown, less those that this person was shown minutes before. */
  payTokens: string[];
  /** What was asked for, by name; numbers and e-mail addresses in it are masked. */
  query: Record<string, unknown> | null;
}
