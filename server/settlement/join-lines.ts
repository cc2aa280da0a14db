/** What a bank's file adds to the deposit of a day. */
import type { BankLine } from '../storage/schema.ts';

/** Also `true` if only one of the two has seconds. */
const isSameTime = (a: string | null, b: string | null) =>
  a !== null && b !== null && (a.startsWith(b) || b.startsWith(a));

/** The lines of both, each once: a line is told apart by its amount and, where told, its time. */
export function joinLines(known: readonly BankLine[], read: readonly BankLine[]): BankLine[] {
  const free = [...known];
  const take = (isIt: (line: BankLine) => boolean) => {
    const index = free.findIndex(isIt);
    if (index !== -1) free.splice(index, 1);
    return index !== -1;
  };
  const isSame = (line: BankLine) => (other: BankLine) =>
    other.won === line.won && isSameTime(other.time, line.time);
  const isAlike = (line: BankLine) => (other: BankLine) =>
    other.won === line.won && other.time === line.time;
  const mayBe = (line: BankLine) => (other: BankLine) =>
    other.won === line.won && (other.time === null || line.time === null);
  // The surest match first, so that a weaker one does not take its line.
  const added = [isAlike, isSame, mayBe].reduce(
    (left, isIt) => left.filter((line) => !take(isIt(line))),
    read,
  );
  return [...known, ...added];
}
