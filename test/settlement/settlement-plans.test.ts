/** Reads of the settlement go by an index, however many payments and lines there are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connection } from '../../server/storage/connection.ts';
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
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';

let test: TestStorage;
beforeAll(() => {
  test = openTestStorage();
});
afterAll(() => test.close());

const span = { from: '2026-05-01', to: '2026-05-31' };

it.each<[string, (connection: Connection) => unknown]>([
  ['the lines of a day', (connection) => linesOfDay(connection, span.from, 5)],
  ['the lines of a payment', (connection) => linesOfPayment(connection, 'x')],
  ['the lines of a file', (connection) => linesAfter(connection, span, firstLine, 5)],
  ['lines with another fee', (connection) => linesWithOtherFee(connection, 5)],
  ['lines without a rate', (connection) => linesWithoutRate(connection, 5)],
  ['what a day lacks', (connection) => missingOfDay(connection, span.from, 5)],
  ['what of a trade day has no line', (connection) => withoutLine(connection, span.from)],
  ['the trade days of a payout', (connection) => tradeDaysOf(connection, span.from)],
  ['deposits', (connection) => depositsIn(connection, span)],
  ['attempts', (connection) => readImports(connection, span)],
  ['what an import has to look up', (connection) => payTokensToRead(connection, span.from, 5)],
  ['what is paid out later', (connection) => linesDueAfter(connection, span.from)],
  ['approvals of a time', (connection) => approvedWon(connection, span)],
])('%s', (_what, read) => {
  const explained: Explained[] = [];
  read(explainReads(test.storage.reader, explained));
  const plan = explained.flatMap((one) => one.plan.map(({ detail }) => detail));
  expect(plan.length).toBeGreaterThan(0);
  expect(plan.filter((line) => /^SCAN /.test(line))).toEqual([]);
  // Nearly every payment is paid: its status is no way to it.
  expect(plan.filter((line) => line.includes('payment_by_status'))).toEqual([]);
});
