/** A real desk over HTTP against a real sandbox: its start, its stop and its folder lock. */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openConnection } from '../../../server/storage/connection.ts';
import type { OperationRow } from '../../../server/storage/schema.ts';
import { callsAbout, knowPaid, putRefund, waitForState } from '../../support/desk-acts.ts';
import type { RunningDesk } from '../../support/start-desk.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { differs, type DrillCase } from '../drill.ts';
import { withDesk } from './desk-for-drill.ts';

const ENDS = ['', '-wal', '-shm'];

/** The row in the file of a stopped desk. */
function storedOperation(file: string, id: string): Partial<OperationRow> {
  const connection = openConnection(file, { readonly: true });
  try {
    const row = connection.prepare('SELECT * FROM operation WHERE id = ?').get(id);
    return row ?? {};
  } finally {
    connection.close();
  }
}

/** A refund whose answer comes only after `ms`. @returns its id and payment, once it is sent */
async function refundUnderWay(desk: RunningDesk, ms: number) {
  const payToken = await knowPaid(desk);
  await desk.sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms, payToken });
  const id = randomUUID();
  await putRefund(desk, payToken, 4000, { id });
  await waitForState(desk, id, ['sending']);
  await waitUntil('the call is at Toss', async () => {
    return (await callsAbout(desk, 'refunds', payToken)).length === 1;
  });
  return { id, payToken };
}

/** Copies the files as a crash at this time would leave them. @returns restores them */
function keepCopy(desk: RunningDesk, others: readonly string[] = []): () => void {
  const copy = mkdtempSync(join(tmpdir(), 'changgu-copy-'));
  const files = ENDS.map((end) => basename(desk.database) + end);
  const kept = [...files, ...others].filter((name) => existsSync(join(desk.dir, name)));
  for (const name of kept) cpSync(join(desk.dir, name), join(copy, name));
  return () => {
    for (const name of files) rmSync(join(desk.dir, name), { force: true });
    cpSync(copy, desk.dir, { recursive: true });
    rmSync(copy, { recursive: true });
  };
}

/** A killed process leaves what is in its files at that time. */
const crash = (): Promise<string | null> =>
  withDesk({ env: { TOSS_TIMEOUT_MS: '1000' } }, async (desk) => {
    const { id, payToken } = await refundUnderWay(desk, 10_000);
    const putBack = keepCopy(desk, ['high-water']);
    await desk.stop();
    putBack();
    await desk.sandbox.fault({ call: 'status', fault: 'drop', effect: 'before', times: 1000 });
    await desk.start();
    // As long as its bytes may still be sent, its outcome stays open.
    const state = () =>
      desk.read<OperationRow>('SELECT * FROM operation WHERE id = ?', id)[0]?.state;
    const atStart = state();
    await waitUntil('it is not being sent any more', state, (now) => now !== 'sending');
    const calls = (await callsAbout(desk, 'refunds', payToken)).length;
    const wanted = { atStart: 'sending', after: 'unknown', calls: 1 };
    return differs({ atStart, after: state(), calls }, wanted);
  });

const restore = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const payToken = await knowPaid(desk);
    const putBack = keepCopy(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['succeeded']);
    await desk.stop();
    putBack();
    await desk.start();
    const [mark] = desk.read<{ kind: string }>('SELECT kind FROM restore_mark');
    return differs({ mark: mark?.kind }, { mark: 'restored' });
  });

const stop = (): Promise<string | null> =>
  withDesk({ env: { TOSS_TIMEOUT_MS: '8000' } }, async (desk) => {
    const { id } = await refundUnderWay(desk, 500);
    await desk.stop();
    const { state, cause } = storedOperation(desk.database, id);
    return differs({ state, cause }, { state: 'succeeded', cause: 'answered-ok' });
  });

const secondDesk = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    try {
      // The same folder on the same port: the folder lock must be what refuses.
      await desk.start();
    } catch (error) {
      const why = (error as Error).message;
      return why.startsWith('Another desk is serving') ? null : why;
    }
    return 'two desks serve from one folder';
  });

/** Code that the simulation replaces: the wiring at the start, and the files. */
export const startCases: readonly DrillCase[] = [
  { name: 'folder', promise: 'one desk serves from one folder', broken: secondDesk },
  { name: 'restore', promise: 'a backup that was put back is noticed', broken: restore },
  { name: 'stop', promise: 'a stop waits for the answer that is on its way', broken: stop },
  {
    name: 'crash',
    promise: 'after a crash the outcome is unknown and nothing is sent',
    broken: crash,
  },
];
