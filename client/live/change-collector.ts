/**
 * Batches events into few refetches. Details are refetched 250 ms after the first event, lists and
 * sums at most once a second, and neither while the last refetch is running: a steady stream of
 * events must not cancel every refetch that it causes.
 */
import type { Changes } from './live-event.ts';

const DETAIL_MS = 250;
const LIST_MS = 1_000;
/** A refetch that takes longer than this no longer delays the next one. */
const PATIENCE_MS = 10_000;

export type QueryKeyPrefix = readonly string[];

/** Queries that may include any payment. */
const lists = [['payments'], ['summary'], ['counters'], ['overview'], ['bulk-refunds']];

/**
 * Collects query keys and invalidates them in batches, one at a time, at most once per `everyMs`.
 */
class Lane {
  readonly #everyMs: number;
  readonly #invalidate: (keys: QueryKeyPrefix[]) => Promise<unknown>;
  readonly #keys = new Map<string, QueryKeyPrefix>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #stopped = false;
  #quietUntil = 0;

  constructor(everyMs: number, invalidate: (keys: QueryKeyPrefix[]) => Promise<unknown>) {
    this.#everyMs = everyMs;
    this.#invalidate = invalidate;
  }

  add(keys: QueryKeyPrefix[]): void {
    for (const key of keys) this.#keys.set(key.join('\n'), key);
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (this.#busy || this.#stopped || this.#timer !== undefined || this.#keys.size === 0) return;
    const waitMs = Math.max(DETAIL_MS, this.#quietUntil - performance.now());
    this.#timer = setTimeout(() => void this.#flush(), waitMs);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const keys = [...this.#keys.values()];
    this.#keys.clear();
    this.#busy = true;
    this.#quietUntil = performance.now() + this.#everyMs;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise((resolve) => {
      patience = setTimeout(resolve, PATIENCE_MS);
    });
    // Errors are ignored here: each query shows its own.
    await Promise.race([this.#invalidate(keys).catch(() => undefined), enough]);
    clearTimeout(patience);
    this.#busy = false;
    this.#arm();
  }
}

/** Invalidates queries for the events of the live stream; it never changes cached data. */
export class ChangeCollector {
  readonly #details: Lane;
  readonly #lists: Lane;

  constructor(invalidate: (keys: QueryKeyPrefix[]) => Promise<unknown>) {
    this.#details = new Lane(DETAIL_MS, invalidate);
    this.#lists = new Lane(LIST_MS, invalidate);
  }

  add(changes: Changes): void {
    this.#details.add([
      ...changes.payTokens.map((payToken) => ['payment', payToken]),
      ...changes.operationIds.map((id) => ['operation', id]),
      ...(changes.operationIds.length > 0 ? [['operations']] : []),
    ]);
    if (changes.leaseOnly !== true) this.#lists.add(lists);
  }

  /** Invalidates everything that depends on payments. */
  addAll(): void {
    this.#details.add([['payment'], ['operation'], ['operations']]);
    this.#lists.add(lists);
  }

  stop(): void {
    this.#details.stop();
    this.#lists.stop();
  }
}
