import type { AnyCall } from './calls.ts';

/** Kept calls: enough for a test to count what it sent. */
const LONGEST_LOG = 1000;

/** A received call without its key, and its answer. */
export type LoggedCall = {
  call: AnyCall;
  body: Record<string, unknown>;
  at: string;
  fault: string | null;
  /** `null` until an answer is written; stays `null` for a dropped one. */
  answered: { httpStatus: number; code?: unknown; errorCode?: unknown } | null;
};

export type CallLog = { add: (call: LoggedCall) => void; all: () => LoggedCall[] };

export function createCallLog(): CallLog {
  const calls: LoggedCall[] = [];
  return {
    add: (call) => {
      calls.push(call);
      if (calls.length > LONGEST_LOG) calls.shift();
    },
    all: () => [...calls],
  };
}
