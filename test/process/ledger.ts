/**
 * What the staff requested and which responses they got, and what Toss received: recorded outside
 * of the desk.
 */
import type { OperationKind } from '../../shared/operation.ts';
import type { SandboxCall } from '../support/start-sandbox.ts';

/** One operation that somebody requested from the desk. */
export interface Ask {
  id: string;
  payToken: string;
  kind: OperationKind;
  body: Record<string, unknown>;
  /** The session of the requester. */
  cookie: string;
  /**
   * `accepted`: 202 or 200; `refused`: the desk said that nothing was applied; `none`: no response
   * came, or one that leaves open whether an earlier try was recorded.
   */
  answer: 'accepted' | 'refused' | 'none';
}

/** A money call that Toss received. */
export interface Arrived {
  kind: OperationKind;
  payToken: string;
  /** A refund's number; `null` for the other kinds. */
  refundNo: string | null;
}

export interface Ledger {
  asks: Map<string, Ask>;
  arrived: Arrived[];
  /** How often a manager had an operation sent again. */
  again: Map<string, number>;
  /** Responses that the desk must never give. */
  oddities: string[];
  /** Adds the new entries of the sandbox's call log. */
  takeCalls(log: readonly SandboxCall[]): void;
}

const kindOf: Partial<Record<string, OperationKind>> = {
  execute: 'execute',
  cancel: 'cancel',
  refunds: 'refund',
};

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The log drops its oldest entries: new ones follow the part that both snapshots share. */
function newEntries(before: readonly string[], now: readonly string[]): number {
  for (let forgotten = 0; forgotten < before.length; forgotten += 1) {
    const isKept = (entry: string, index: number) =>
      index < forgotten || entry === now[index - forgotten];
    if (before.every(isKept)) return before.length - forgotten;
  }
  if (before.length > 0) throw new Error('The log of calls has a gap: look at it more often');
  return 0;
}

export function createLedger(): Ledger {
  let seen: string[] = [];
  const arrived: Arrived[] = [];
  return {
    asks: new Map(),
    arrived,
    again: new Map(),
    oddities: [],
    takeCalls: (log) => {
      const now = log.map(({ at, call, body }) => JSON.stringify([at, call, body]));
      for (const { call, body } of log.slice(newEntries(seen, now))) {
        const kind = kindOf[call];
        const payToken = textOf(body['payToken']);
        if (kind === undefined || payToken === null) continue;
        arrived.push({ kind, payToken, refundNo: textOf(body['refundNo']) });
      }
      seen = now;
    },
  };
}
