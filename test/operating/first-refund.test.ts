/** `npm run first-refund`: what it says about a Toss, and the command while a desk serves. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  entriesOfV2,
  isShown,
  tellFirstRefund,
  type SentRefund,
} from '../../server/toss/first-refund-report.ts';
import { bundleWith } from '../support/bundle-with-faults.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { describeOnSqlite } from '../support/engine.ts';
import { deskEnv, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const id = 'a2c29867-3d0b-4d6f-8a41-000000000001';
const entry = { refundNo: id, amount: 1000, status: 'SUCCESS' };
const sent: SentRefund = {
  ...{ id, listedAs: id, amount: 1000, leftWon: 9000 },
  answer: { code: 0, refundNo: id, refundableAmount: 9000 },
  reads: [
    { afterMs: 400, refunds: [] },
    { afterMs: 5400, refunds: [entry] },
  ],
};
const listed = (over: Record<string, unknown>) => ({
  reads: [{ afterMs: 400, refunds: [{ ...entry, ...over }] }],
});

/** A result that differs from what the desk expects. */
const otherwise = (over: Partial<SentRefund>) =>
  tellFirstRefund({ ...sent, ...over })
    .filter(({ asExpected }) => !asExpected)
    .map(({ text }) => text.replace(/^.* · /, ''));

describe('a Toss', () => {
  it('that behaves as in its guide', () => {
    expect(otherwise({})).toEqual([]);
    expect(isShown(sent)).toBe(true);
    const texts = tellFirstRefund(sent).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringContaining('shown after 5.4 s, in read 2'));
  });

  it.each<[string, Partial<SentRefund>, string[]]>([
    ['answers another number', { answer: { refundNo: 'T-1' } }, ['another number']],
    ['answers no number', { answer: { refundNo: '' } }, ['none']],
    ['answers nothing', { answer: null }, ['none']],
    [
      'tells another rest',
      { answer: { refundNo: id, refundableAmount: 1 } },
      ['rest in the answer: 1'],
    ],
    ['lists it in capitals', listed({ refundNo: id.toUpperCase() }), ['the same in other letters']],
    ['lists another number', listed({ refundNo: 'T-1' }), ['another number']],
    ['lists no number', listed({ refundNo: undefined }), ['none']],
    ['lists another amount', listed({ amount: 900 }), ['amount: 900']],
    ['has another word for done', listed({ status: 'DONE' }), ['state: "DONE"']],
    ['never lists it', { reads: [{ afterMs: 1, refunds: null }] }, ['not in 1 status reads']],
    [
      'lists two of its amount',
      {
        reads: [
          {
            afterMs: 1,
            refunds: [
              { ...entry, refundNo: 'a' },
              { ...entry, refundNo: 'b' },
            ],
          },
        ],
      },
      ['not in 1 status reads'],
    ],
  ])('that %s', (_name, over, found) => expect(otherwise(over)).toEqual(found));

  it('that writes amounts as texts is understood', () =>
    expect(otherwise(listed({ amount: '1000' }))).toEqual([]));
});

describe('a Toss that speaks v2', () => {
  const v2: SentRefund = {
    ...{ ...sent, listedAs: 'tx-1' },
    answer: { ...sent.answer, transactionId: 'tx-1' },
  };
  const line = { stepType: 'REFUND', transactionId: 'tx-1', transactionAmount: -1000 };
  const status = { payToken: 't', orderNo: 'o', payStatus: 'REFUND_SUCCESS' };
  const read = (over: object) =>
    entriesOfV2({ ...status, transactions: [{ ...line, regTs: '2026-05-03 09:00:00', ...over }] });

  it('lists a refund by the transaction that its answer told', () => {
    const shown = { ...v2, reads: [{ afterMs: 400, refunds: read({}) }] };
    expect(tellFirstRefund(shown).filter(({ asExpected }) => !asExpected)).toEqual([]);
    const other = { ...v2, reads: [{ afterMs: 400, refunds: read({ transactionId: 'tx-9' }) }] };
    expect(tellFirstRefund(other).filter(({ asExpected }) => !asExpected)).toHaveLength(1);
  });

  it('is not read where its status has no list', () => {
    expect(entriesOfV2(null)).toBeNull();
    expect(entriesOfV2({ code: 0 })).toBeNull();
    expect(entriesOfV2({ ...status, transactions: null })).toBeNull();
  });
});

describeOnSqlite('the command', () => {
  /** Inside the project's folder, so that a bundle finds the packages. */
  const BUNDLES = join(import.meta.dirname, '../../.cache/commands');
  let folder: string;
  let desk: RunningDesk;
  beforeAll(async () => {
    mkdirSync(BUNDLES, { recursive: true });
    folder = mkdtempSync(join(BUNDLES, 'run-'));
    await bundleWith([], './server/commands/first-refund.ts', join(folder, 'first-refund.js'));
    desk = await startTestDesk();
  });
  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true });
  });

  async function run(...args: string[]) {
    const child = spawn(process.execPath, [join(folder, 'first-refund.js'), ...args], {
      env: {
        PATH: process.env['PATH'],
        ...deskEnv({ port: 4999, dir: desk.dir, sandboxUrl: desk.sandbox.url }),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const status = await new Promise((resolve) => child.once('close', resolve));
    return { status, output };
  }

  it.each(['v1', 'v2'])(
    'waits for a refund by %s, says what Toss did, and stores it',
    async (by) => {
      await desk.restart({ TOSS_API_VERSION: by });
      const payToken = await knowPaid(desk);
      const [{ orderNo } = { orderNo: '' }] = desk.read<{ orderNo: string }>(
        'SELECT order_no AS orderNo FROM payment WHERE pay_token = ?',
        payToken,
      );
      const running = run(orderNo);
      await putRefund(desk, payToken, 1000, { waitSeconds: 10 });
      const { status, output } = await running;
      expect(output).toContain('This Toss does what the desk reckons with');
      expect(status).toBe(0);
      const kept = join(desk.dir, 'first-refund.md');
      expect(readFileSync(kept, 'utf8')).toContain(`# ${orderNo}`);
      expect(statSync(kept).mode & 0o777).toBe(0o600);
    },
  );

  it('says so where nothing was refunded, and where the order is unknown', async () => {
    const payToken = await knowPaid(desk);
    const [{ orderNo } = { orderNo: '' }] = desk.read<{ orderNo: string }>(
      'SELECT order_no AS orderNo FROM payment WHERE pay_token = ?',
      payToken,
    );
    const none = await run(orderNo, '--minutes', '0.02');
    expect([none.status, none.output]).toEqual([1, expect.stringContaining('No refund was sent')]);
    const unknown = await run('no-such-order');
    expect([unknown.status, unknown.output]).toEqual([
      2,
      expect.stringContaining('The desk knows no order no-such-order'),
    ]);
    expect((await run()).status).toBe(2);
    expect((await run(orderNo, '--minutes', 'x')).status).toBe(2);
  });
});
