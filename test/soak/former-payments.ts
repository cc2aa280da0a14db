/**
 * The shop's payments from before the run: the run's Toss does not know them, and nobody acts on
 * them.
 */
import { copyFileSync } from 'node:fs';
import { seedFile } from '../bench/seeds.ts';
import { readJournal, type Journal, type PaymentSums } from '../process/journal.ts';

/** Their sums at the start, by payToken. */
export type FormerPayments = ReadonlyMap<string, PaymentSums>;

/** Creates a shop with so many payments as the desk's file, before its first start. */
export function layFormerPayments(payments: number, file: string): FormerPayments {
  if (payments === 0) return new Map();
  copyFileSync(seedFile(payments, console.log), file);
  return readJournal(file).payments;
}

const money = ['amount', 'refunded', 'taxable', 'vat', 'taxFree', 'serviceFee'] as const;

/** The journal of the run alone, and a sentence for each former payment whose money has changed. */
export function setApart(journal: Journal, former: FormerPayments) {
  const payments = new Map(journal.payments);
  const changed: string[] = [];
  for (const [payToken, before] of former) {
    const now = payments.get(payToken);
    payments.delete(payToken);
    for (const sum of money) {
      if (now?.[sum] === before[sum]) continue;
      const told = now === undefined ? 'gone' : String(now[sum]);
      changed.push(`${payToken} of before: ${sum} was ${String(before[sum])}, is ${told}`);
    }
  }
  return { ofRun: { ...journal, payments }, changed };
}
