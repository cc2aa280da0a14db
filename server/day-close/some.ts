/** The first `most` items and the number of the others, so that a sheet stays printable. */
export class Some<T> {
  readonly items: T[] = [];
  left = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    if (this.items.length < this.#most) this.items.push(item);
    else this.left += 1;
  }

  /** In the form of the API. */
  result(): { items: T[]; left: number } {
    return { items: this.items, left: this.left };
  }
}
