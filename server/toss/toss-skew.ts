/** The offset of Toss's clock from ours. */
export interface TossSkew {
  /** Takes the `Date` header of the answer to a call made from `startMs` to `endMs`. */
  observe(dateHeader: string, startMs: number, endMs: number): void;
  /** Toss's clock minus ours in whole milliseconds; `null` before the first dated answer. */
  ms(): number | null;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the only format that may be sent (RFC 9110). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The header has whole seconds and was written between our request and the response, so one answer
 * limits the skew to an interval of at least a second. Overlapping intervals are intersected; one
 * that does not overlap means that a clock was set, and replaces them.
 */
export function createTossSkew(): TossSkew {
  let low = -Infinity;
  let high = Infinity;
  return {
    observe: (dateHeader, startMs, endMs) => {
      const dateMs = HTTP_DATE.test(dateHeader) ? Date.parse(dateHeader) : NaN;
      if (Number.isNaN(dateMs) || endMs < startMs) return;
      const from = dateMs - endMs;
      const to = dateMs + 1000 - startMs;
      const isAgreed = from <= high && to >= low;
      low = isAgreed ? Math.max(low, from) : from;
      high = isAgreed ? Math.min(high, to) : to;
    },
    ms: () => (Number.isFinite(low) ? Math.round((low + high) / 2) : null),
  };
}
