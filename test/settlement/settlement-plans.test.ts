/** Reads of the settlement go by an index, however many payments and lines there are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedWon, linesDueAfter } from '../../server/storage/refund-room.ts';
import {
  firstLine,
  linesAfter,
  linesOfDay,
  linesOfPayment,
  linesWithOtherFee,
  linesWithoutRate,
  missingOfDay,
  tradeDaysOf,
} from '../../server/storage/settlement-figures.ts';
import { depositsIn } from '../../server/storage/settlement-deposits.ts';
import { payTokensToRead } from '../../server/storage/settlement-lines.ts';
import { readImports } from '../../server/storage/settlement-imports.ts';
import { withoutLine } from '../../server/storage/settlement-missing.ts';
import { explainReads, type Explained } from '../support/explain-reads.ts';
import { openTestFile, type TestFile } from '../support/open-test-storage.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import type { Unit } from '../../server/storage/unit.ts';

let test: TestFile;
beforeAll(() => {
  test = openTestFile();
});
afterAll(() => test.close());

const span = { from: '2026-05-01', to: '2026-05-31' };

it.each<[string, () => Unit<unknown>]>([
  ['the lines of a day', () => linesOfDay(span.from, 5)],
  ['the lines of a payment', () => linesOfPayment('x')],
  ['the lines of a file', () => linesAfter(span, firstLine, 5)],
  ['lines with another fee', () => linesWithOtherFee(5)],
  ['lines without a rate', () => linesWithoutRate(5)],
  ['what a day lacks', () => missingOfDay(span.from, 5)],
  ['what of a trade day has no line', () => withoutLine(span.from)],
  ['the trade days of a payout', () => tradeDaysOf(span.from)],
  ['deposits', () => depositsIn(span)],
  ['attempts', () => readImports(span)],
  ['what an import has to look up', () => payTokensToRead(span.from, 5)],
  ['what is paid out later', () => linesDueAfter(span.from)],
  ['approvals of a time', () => approvedWon(span)],
])('%s', (_what, read) => {
  const explained: Explained[] = [];
  runUnit(explainReads(test.storage.reader, explained), read());
  const plan = explained.flatMap((one) => one.plan.map(({ detail }) => detail));
  expect(plan.length).toBeGreaterThan(0);
  expect(plan.filter((line) => /^SCAN /.test(line))).toEqual([]);
  // Nearly every payment is paid: its status is no way to it.
  expect(plan.filter((line) => line.includes('payment_by_status'))).toEqual([]);
});
