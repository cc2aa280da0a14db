/** The first of many, and how many are left out: a sheet must stay one that can be printed. */
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

  /** As an answer has it. */
  told(): { items: T[]; left: number } {
    return { items: this.items, left: this.left };
  }
}
