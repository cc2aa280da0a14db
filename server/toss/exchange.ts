import { statusReads, type TossCallName as TossCall } from '../../shared/toss-call.ts';

export type { TossCall };

/** `true` for a call of v2, whose answer is v2's. */
export const isV2 = (call: TossCall) => call.startsWith('v2/');

/** `true` for a call that changes nothing, so that it can be repeated. */
export function isStatusRead(call: TossCall): boolean {
  return (statusReads as readonly TossCall[]).includes(call);
}

/** A page of the settlement: read-only too, but much longer, and its answer has no `code`. */
export const isSettlementRead = (call: TossCall): call is 'v2/settlement-details' =>
  call === 'v2/settlement-details';

/** One call to Toss with its outcome. Never contains the API key. */
export interface Exchange {
  call: TossCall;
  /**
   * `answered`: a complete HTTP answer within the size limit and time-out. `never-sent`: proved
   * that no byte of the request was sent. `lost`: Toss may have received it.
   */
  outcome: 'answered' | 'never-sent' | 'lost';
  httpStatus: number | null;
  contentType: string | null;
  /** The answer's object; set only for complete `application/json` in valid UTF-8. */
  json: Record<string, unknown> | null;
  /** Toss's `code` (0 or -1); `null` when it is no number. */
  code: number | null;
  errorCode: string | null;
  /** Toss's `msg`. */
  message: string | null;
  /** Short English cause when there is no answer, or none that Toss can have given. */
  failure: string | null;
  /** The received text for the journal, with keys removed, cut at 8 KiB. */
  answerText: string | null;
  /** SHA-256 (hex) of the received bytes. */
  answerHash: string | null;
  /** ISO-8601 UTC. */
  startedAt: string;
  endedAt: string;
}
