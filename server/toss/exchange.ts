/** The five calls of Toss Pay v1, by the last step of their path. */
export type TossCall = 'payments' | 'execute' | 'cancel' | 'refunds' | 'status';

/** One call to Toss as it went. Nothing in it holds the API key. */
export interface Exchange {
  call: TossCall;
  /**
   * `answered`: a complete HTTP answer, its body read to the end within the limits and the time;
   * `never-sent`: proved that no byte of the request left; `lost`: it may have been received.
   */
  outcome: 'answered' | 'never-sent' | 'lost';
  httpStatus: number | null;
  contentType: string | null;
  /** The answer's object: only of a complete `application/json` answer in valid UTF-8. */
  json: Record<string, unknown> | null;
  /** Toss's `code`, when it is an integer: 0 or -1. */
  code: number | null;
  errorCode: string | null;
  /** Toss's `msg`. */
  message: string | null;
  /** A short English cause when the answer is missing or can't be taken as an answer of Toss. */
  failure: string | null;
  /** What arrived, scrubbed of keys and cut at 8 KiB, for the journal. */
  answerText: string | null;
  /** SHA-256 (hex) of the bytes that arrived. */
  answerHash: string | null;
  /** ISO-8601 UTC. */
  startedAt: string;
  endedAt: string;
}
