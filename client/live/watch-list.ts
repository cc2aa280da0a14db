/** The desk's poller takes at most so many at once (`POST /api/events/watch`). */
const MOST_WATCHED = 60;

/** What the parts of one tab show: each tells its own payments and takes them back. */
export class WatchList {
  readonly #shown = new Map<symbol, readonly string[]>();
  readonly #listeners = new Set<() => void>();

  /** Adds payments that a part of the screen shows. @returns takes them back */
  show(payTokens: readonly string[]): () => void {
    const key = Symbol('shown');
    this.#shown.set(key, payTokens);
    this.#changed();
    return () => {
      this.#shown.delete(key);
      this.#changed();
    };
  }

  /** The newest part first: a detail that was just opened counts more than the list behind it. */
  payTokens(): string[] {
    return mergeWatched([...this.#shown.values()].reverse());
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** One list of at most 60, each payment once, earlier lists first. */
export function mergeWatched(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].slice(0, MOST_WATCHED);
}
