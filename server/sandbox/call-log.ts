import type { Call } from './merchant-api.ts';

/** How many calls are kept: a test counts what it has sent, nobody reads further back. */
const LONGEST_LOG = 1000;

/** One call as it arrived, its key left out, and what was sent back. */
export type LoggedCall = {
  call: Call;
  body: Record<string, unknown>;
  at: string;
  fault: string | null;
  /** `null` until an answer was written, and for ever when it was dropped. */
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
