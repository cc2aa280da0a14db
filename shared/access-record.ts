/** 접속 기록: who was shown which buyers' data, when and from where. */

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

/** Who read it: a staff member, or a storefront with a service token. */
export const accessActorTypes = ['staff', 'token'] as const;

/** A second read of the same payment by the same person is recorded only after this time. */
export const SEEN_AGAIN_MS = 10 * 60 * 1000;

/** Longest `query` that a record keeps, in characters. */
export const MAX_QUERY_CHARACTERS = 500;

export interface AccessRecord {
  /** Ascending; gaps are normal. */
  id: number;
  /** ISO UTC. */
  at: string;
  actor: {
    type: (typeof accessActorTypes)[number];
    id: string;
    name: string;
    /** Network address of the request; `null` where it is unknown or the record covers several. */
    address: string | null;
  };
  kind: AccessKind;
  /** The payments shown, without those recorded for this person within `SEEN_AGAIN_MS`. */
  payTokens: string[];
  /**
   * The request's parameters by name. Numbers and e-mail addresses are masked, and the text is cut
   * at `MAX_QUERY_CHARACTERS`. `null` where there were none, or where the requests of this record
   * differ in them.
   */
  query: Record<string, unknown> | null;
  /** Requests that this record covers: 1, or more when one person sends too many in a minute. */
  requests: number;
}
