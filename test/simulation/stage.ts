/** What the parts of one schedule share. */
import type { TossVersion } from '../../server/toss/toss.ts';
import type { Coverage } from './coverage.ts';
import type { DeskDatabase } from './desk-database.ts';
import type { Profile } from './profile.ts';
import type { Rng } from './rng.ts';
import type { SimulatedTime } from './simulated-time.ts';
import type { TossBooks } from './toss-books.ts';

/** A promise of the design that did not hold. */
export interface Violation {
  schedule: number;
  /** The promise, in a few words. */
  promise: string;
  detail: string;
  /** The schedule's whole log, human-readable. */
  log: string;
}

export interface Stage {
  readonly rng: Rng;
  readonly time: SimulatedTime;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly database: DeskDatabase;
  readonly books: TossBooks;
  readonly apiKey: string;
  /** The version that the desk is set to now. */
  readonly statusVersion: TossVersion;
  /** `false` once the quiet phase has begun: no faults from then on. */
  troubled: boolean;
  /** Appends a line to the schedule's log. */
  log(line: string): void;
  /** Somebody does something, or something happens to the desk: its ticks become punctual again. */
  act(line: string): void;
  fault(name: string): void;
  /** Records a violation; the schedule goes on. */
  violation(promise: string, detail: string): void;
}

/** Ids are long; four characters tell them apart in the log. */
export function short(id: string): string {
  return id.startsWith('test_') ? `pay-${id.slice(5, 9)}` : id.slice(0, 4);
}
