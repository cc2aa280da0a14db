/** What the staff asked for and were told, and what arrived at Toss: kept outside of the desk. */
import type { OperationKind } from '../../shared/operation.ts';
import type { SandboxCall } from '../support/start-sandbox.ts';

/** One money operation that somebody asked the desk for. */
export interface Ask {
  id: string;
  payToken: string;
  kind: OperationKind;
  body: Record<string, unknown>;
  /** The session that asked. */
  cookie: string;
  /**
   * `accepted`: the desk said 202 (or 200); `refused`: it said that nothing was applied;
   * `none`: the answer never came.
   */
  answer: 'accepted' | 'refused' | 'none';
}

/** A money call as it arrived at Toss. */
export interface Arrived {
  kind: OperationKind;
  payToken: string;
  /** A refund's number; `null` for the other two. */
  refundNo: string | null;
}

export interface Ledger {
  asks: Map<string, Ask>;
  arrived: Arrived[];
  /** How often a manager asked for an operation to be sent once more. */
  again: Map<string, number>;
  /** What the desk must never answer, as it was answered. */
  oddities: string[];
  /** Takes over what is new in the sandbox's log of calls. */
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

/** The log forgets its oldest entries: what is new comes after what both looks have. */
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
