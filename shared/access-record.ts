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

/** The same person is recorded again for the same payment after this time. */
export const SEEN_AGAIN_MS = 10 * 60 * 1000;

/** Characters of what was asked for that a record keeps. */
export const MOST_TOLD = 500;

export interface AccessRecord {
  /** Rising; gaps mean nothing. */
  id: number;
  /** ISO UTC. */
  at: string;
  actor: {
    type: (typeof accessActorTypes)[number];
    id: string;
    name: string;
    /** The network address of the request; `null` where it isn't known or there were several. */
    address: string | null;
  };
  kind: AccessKind;
  /** The payments that were shown, less those that this person was shown minutes before. */
  payTokens: string[];
  /**
   * What was asked for, by name; numbers and e-mail addresses in it are masked, and what goes
   * beyond `MOST_TOLD` characters is cut. `null` where nothing was, or where requests differ in it.
   */
  query: Record<string, unknown> | null;
  /** Requests in this record: 1, or many where somebody asks more than people do. */
  requests: number;
}
