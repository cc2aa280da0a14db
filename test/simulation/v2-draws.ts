/** What a schedule of v2 has drawn. */
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import type { PayMethod } from '../../server/sandbox/payment-row.ts';
import type { TossVersion } from '../../server/toss/toss.ts';

/** A line is left out, listed twice, without its id, or of an undocumented kind. */
export const lineSpoils = ['missing', 'twice', 'unnamed', 'odd'] as const;
export type LineSpoil = (typeof lineSpoils)[number];

export interface V2Draws {
  /** The version of the desk's first process; a switch ends the process and takes the next one. */
  versions: readonly TossVersion[];
  /** What the documents of v2 leave open: Toss's nature, so it stays the same to the end. */
  options: Partial<SandboxOptions>;
  payMethod: PayMethod;
  /** The chance that the lines of a read are spoiled, and how. */
  spoiledLines: number;
  spoils: readonly LineSpoil[];
  /** The chance that a refund's line is registered at another time, and by how much at most. */
  otherTimes: number;
  otherTimesMs: number;
  /** The chance that somebody refunds the amount of a refund in the console while it is sent. */
  alike: number;
  /** The chance that an answer is for the other kind of key. */
  otherMode: number;
}
