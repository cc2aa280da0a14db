/** The judge of the crash loops must detect each kind of wrong outcome. */
import { expect, it } from 'vitest';
import type { OperationState } from '../../shared/operation.ts';
import type { SandboxBooks } from '../support/start-sandbox.ts';
import type { Journal } from './journal.ts';
import { judgeRun, type TrueEnd } from './judge-run.ts';
import { createLedger } from './ledger.ts';

const payToken = 'test_payment';
const parts = { taxable: 900, vat: 100, taxFree: 0, serviceFee: 0 };
const paid: TrueEnd = { status: 'REFUND_SUCCESS', canceledBy: null, amount: 1000, parts };
const ask = { payToken, kind: 'refund', body: {}, cookie: '', answer: 'accepted' } as const;

/** Judges one refund of 400 won that was requested, sent, done and recorded, with one change. */
function judgeWith(change: (run: ReturnType<typeof sound>) => void) {
  const run = sound();
  change(run);
  return judgeRun(run.ledger, run.journal, run.books, new Map([[payToken, paid]]));
}

function sound() {
  const ledger = createLedger();
  ledger.asks.set('r1', { ...ask, id: 'r1' });
  ledger.arrived.push({ kind: 'refund', payToken, refundNo: 'r1' });
  const won = { taxable: 360, vat: 40, taxFree: 0, serviceFee: 0 };
  const state: OperationState = 'succeeded';
  const operation = {
    id: 'r1',
    kind: 'refund',
    payToken,
    amount: 400,
    attempts: 1,
    late: 0,
  } as const;
  const sums = { payToken, status: 'REFUND_SUCCESS', amount: 1000, refunded: 400, drift: null };
  const journal: Journal = {
    operations: new Map([['r1', { ...operation, state }]]),
    payments: new Map([[payToken, { ...sums, ...won }]]),
    integrity: 'ok',
  };
  const line = { payToken, refundNo: 'r1', amount: 400, parts: won, at: '' };
  const books: SandboxBooks = { charges: [], refunds: [line] };
  const setState = (to: OperationState) => {
    journal.operations.set('r1', { ...operation, state: to });
  };
  return { ledger, journal, books, line, setState };
}

it('finds nothing where everything is right', () =>
  expect(judgeWith(() => undefined)).toEqual({ lost: [], doubled: [], untrue: [] }));

it.each<[string, Parameters<typeof judgeWith>[0], string, RegExp]>([
  [
    'an accepted refund that the journal lacks',
    ({ ledger }) => ledger.asks.set('r2', { ...ask, id: 'r2' }),
    'lost',
    /r2 was accepted/,
  ],
  [
    'a call without a claim',
    ({ ledger }) => ledger.arrived.push({ kind: 'refund', payToken, refundNo: 'r2' }),
    'lost',
    /r2 arrived at Toss without a claim/,
  ],
  [
    'an execute that was sent more often than claimed',
    ({ ledger }) => ledger.arrived.push({ kind: 'execute', payToken, refundNo: null }),
    'lost',
    /execute of test_payment arrived/,
  ],
  [
    'a refund at Toss that the journal lacks',
    ({ books, line }) => books.refunds.push({ ...line, refundNo: 'r2' }),
    'lost',
    /Toss has refund r2/,
  ],
  [
    'an operation that nobody takes up',
    ({ setState }) => setState('sending'),
    'lost',
    /r1 is sending/,
  ],
  [
    'a refund that was sent twice',
    ({ ledger }) => ledger.arrived.push({ kind: 'refund', payToken, refundNo: 'r1' }),
    'doubled',
    /r1 was sent 2 times/,
  ],
  [
    'a refund that was done twice',
    ({ books, line }) => books.refunds.push(line),
    'doubled',
    /r1 was done 2/,
  ],
  [
    'more than was paid',
    ({ books, line }) => books.refunds.push({ ...line, refundNo: 'r2', amount: 700 }),
    'doubled',
    /1100 of 1000 won/,
  ],
  [
    'more of one part than was paid',
    ({ books, line }) =>
      books.refunds.push({ ...line, refundNo: 'r2', parts: { ...line.parts, vat: 61 } }),
    'doubled',
    /more vat than was paid/,
  ],
  [
    'a success that did not happen',
    ({ books }) => books.refunds.pop(),
    'untrue',
    /books don't have it/,
  ],
  ['a failure that did happen', ({ setState }) => setState('failed'), 'untrue', /books have it/],
  [
    'a declined one that did happen',
    ({ setState }) => setState('declined'),
    'untrue',
    /books have it/,
  ],
  [
    'a refused one that stands in the journal',
    ({ ledger }) => ledger.asks.set('r1', { ...ask, id: 'r1', answer: 'refused' }),
    'untrue',
    /r1 was refused/,
  ],
])('notices %s', (_, change, where, sentence) =>
  expect(judgeWith(change)).toMatchObject({
    [where]: expect.arrayContaining([expect.stringMatching(sentence)]),
  }),
);
