/** The maximum that the desk's poller accepts at once (`POST /api/events/watch`). */
const MOST_WATCHED = 60;

/** The payments that the parts of one tab show; each part adds and removes its own. */
export class WatchList {
  readonly #shown = new Map<symbol, readonly string[]>();
  readonly #listeners = new Set<() => void>();

  /** Adds the payments of a part of the screen. @returns removes them */
  show(payTokens: readonly string[]): () => void {
    const key = Symbol('shown');
    this.#shown.set(key, payTokens);
    this.#changed();
    return () => {
      this.#shown.delete(key);
      this.#changed();
    };
  }

  /** Newest part first: an opened detail matters more than the list behind it. */
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

/** Merges lists into one of at most 60 unique payments; earlier lists come first. */
export function mergeWatched(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].slice(0, MOST_WATCHED);
}
