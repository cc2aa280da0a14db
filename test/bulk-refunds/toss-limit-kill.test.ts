/** `kill -9` around the refusal at Toss's daily limit: before its answer is stored, and after. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { prepareDesk, signInStaff } from '../process/desk-process.ts';
import { bundlePrograms } from '../process/programs.ts';
import { callDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Told } from './bulk-acts.ts';

const ROWS = 14;
/** Rows of one run in flight at once. */
const AT_ONCE = 4;

it('pauses the run after either kill, and refunds the rest once', async () => {
  const programs = await bundlePrograms();
  const sandbox = await startTestSandbox();
  const dir = mkdtempSync(join(tmpdir(), 'changgu-limit-kill-'));
  const desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url });
  const count = (sql: string) => {
    const connection = openConnection(desk.file, { readonly: true });
    try {
      return Number(connection.prepare(`SELECT count(*) FROM ${sql}`).pluck().get());
    } finally {
      connection.close();
    }
  };
  const atLimit = () => count("bulk_run WHERE paused_because = 'toss-limit'");
  try {
    await desk.start();
    const [cookie = ''] = await signInStaff(desk, 'operator', 1);
    const rows: { payToken: string }[] = [];
    for (let number = 0; number < ROWS; number += 1) {
      const { payToken } = await sandbox.createPaid({ amount: 10_000 });
      await callDesk(desk.url, cookie, ['POST', '/api/payments/lookup', { payToken }]);
      rows.push({ payToken });
    }
    const call = async (method: string, path: string, body?: unknown) =>
      (await callDesk(desk.url, cookie, [method, `/api/bulk-refunds${path}`, body])).body as Told;
    const { run } = await call('POST', '', { name: 'limit', reason: '재고 부족', rows });
    await sandbox.options({ dailyRefundLimitWon: 0 });
    await sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 1200, times: 99 });
    await call('POST', `/${run.id}/start`, { totalWon: ROWS * 10_000 });
    await waitUntil(
      'Toss has refused a row',
      async () => (await sandbox.calls('refunds')).length,
      (calls) => calls > 0,
    );
    await desk.kill();
    expect([atLimit(), count('operation WHERE toss_error_code IS NOT NULL')]).toEqual([0, 0]);

    await sandbox.clearFaults();
    await desk.start();
    await waitUntil(
      'a refusal is stored',
      () => count("operation WHERE toss_error_code = 'REFUND_EXCEED_DAILY'"),
      (refused) => refused > 0,
      30_000,
    );
    await desk.kill();
    expect(atLimit()).toBe(1);

    await desk.start();
    const paused = await call('GET', `/${run.id}`);
    expect(paused.run).toMatchObject({ state: 'paused', pausedBecause: 'toss-limit' });
    const left = paused.rows.filter(({ state }) => state === null);
    expect(left.length).toBeGreaterThanOrEqual(ROWS - 2 * AT_ONCE);
    await sandbox.options({ dailyRefundLimitWon: 30_000_000 });
    await call('POST', `/${run.id}/start`, { totalWon: paused.run.tally.leftWon });
    await waitUntil(
      'the rest is refunded',
      () => count('payment_refund'),
      (refunded) => refunded === left.length,
      30_000,
    );
    const { refunds } = await sandbox.books();
    expect(refunds.map(({ payToken }) => payToken).toSorted()).toEqual(
      left.map(({ payToken }) => payToken ?? '').toSorted(),
    );
  } finally {
    await desk.kill();
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
    programs.remove();
  }
}, 200_000);
