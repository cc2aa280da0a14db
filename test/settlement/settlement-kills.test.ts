/** `kill -9` while days of the settlement are read: each is begun anew, and none is half there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { addDays, seoulDayAt } from '../../server/settlement/import-times.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { prepareDesk } from '../process/desk-process.ts';
import { bundlePrograms } from '../process/programs.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

const KILLS = 5;
const PAYMENTS = 12;
const LONGEST_MS = 200_000;

it(
  `has every line once after ${String(KILLS)} kills`,
  async () => {
    const programs = await bundlePrograms();
    const sandbox = await startTestSandbox();
    const dir = mkdtempSync(join(tmpdir(), 'changgu-settlement-kill-'));
    const env = { SETTLEMENT_IMPORT: '1', TOSS_CALLS_A_SECOND: '100' };
    const desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
    const read = <Row>(sql: string) => {
      const connection = openConnection(desk.file, { readonly: true });
      try {
        return connection.prepare(sql).all() as Row[];
      } finally {
        connection.close();
      }
    };
    try {
      const day = addDays(seoulDayAt(Date.now()), -3);
      const at = `${day}T12:00:00+09:00`;
      await sandbox.options({ settlement: 'live', settlementPageSize: 1 });
      for (let number = 0; number < PAYMENTS; number += 1) {
        await sandbox.history({
          ...{ orderNo: `kill-${String(number)}`, amount: 10_000, payMethod: 'TOSS_MONEY' },
          ...{ state: 'PAY_COMPLETE', createdAt: at, completedAt: at },
        });
      }
      const slowly = { call: 'v2/settlement-details', fault: 'delay', ms: 40, times: 1_000_000 };
      await sandbox.fault(slowly as Parameters<typeof sandbox.fault>[0]);
      const lines = () => read<{ n: number }>('SELECT count(*) AS n FROM settlement_line')[0]?.n;
      for (let kill = 0; kill < KILLS; kill += 1) {
        await desk.start();
        const before = (await sandbox.calls('v2/settlement-details')).length;
        // In the midst of the pages of that day, each time a little later.
        await waitUntil(
          'pages are asked for',
          async () => (await sandbox.calls('v2/settlement-details')).length - before,
          (calls) => calls > 6 + kill,
        );
        await sleep(kill * 7);
        await desk.kill();
        expect([0, PAYMENTS]).toContain(lines());
      }
      await sandbox.clearFaults();
      await desk.start();
      await waitUntil(
        'every day is there',
        () =>
          read<{ n: number }>(
            "SELECT count(DISTINCT day) AS n FROM settlement_import WHERE fault IS NULL AND date_type = 'DUE'",
          )[0]?.n,
        (days) => (days ?? 0) >= 7,
        60_000,
      );
      const [sums] = read(
        'SELECT count(*) AS lines, sum(amount) AS amount, count(DISTINCT transaction_id) AS ids, ' +
          "sum(state = 'matched') AS matched FROM settlement_line WHERE is_newest = 1",
      );
      expect(sums).toEqual({ lines: PAYMENTS, amount: 120_000, ids: PAYMENTS, matched: PAYMENTS });
      expect(lines()).toBe(PAYMENTS);
    } finally {
      await desk.kill();
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
  LONGEST_MS,
);
