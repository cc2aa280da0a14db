/**
 * After a clean stop a large data file is checked while the desk serves. Until the check is done
 * the desk only reads; a fault stops money. After any other stop, and before a migration, the whole
 * check comes first.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaveCleanStop } from '../../server/storage/clean-stop.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { schemaOf } from '../../server/storage/migrate.ts';
import { makeOlder, OLDER_SCHEMA } from '../operating/older-file.ts';
import { itOnSqlite, describeOnSqlite } from '../support/engine.ts';
import { bookedRefunds, callsAbout, knowPaid, putRefund } from '../support/desk-acts.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { PASSWORD } from '../support/password.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

let desk: RunningDesk;
beforeEach(async () => {
  // Every file counts as large.
  desk = await startTestDesk({ bounds: { checkBesideFrom: 0 } });
});
afterEach(() => desk.close());

const readyz = async () => {
  const answer = await desk.fetch('/readyz');
  return [answer.status, (await answer.json()) as { readOnly?: boolean; code?: string }] as const;
};

const untilChecked = () =>
  waitUntil('the check has ended', readyz, ([, { readOnly }]) => readOnly !== true);

const restarted = async () => {
  await desk.restart();
  await untilChecked();
};

/** Damages a page that nothing reads at a start, as a bad disk does, behind SQLite's back. */
function spoil(file: string, table = 'saved_view'): void {
  const connection = openConnection(file, { readonly: true });
  const root = connection
    .prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(table) as number;
  const size = connection.pragma('page_size', { simple: true }) as number;
  connection.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(64, 0xff), 0, 64, (root - 1) * size);
  closeSync(handle);
}

/** A refund that is recorded and not sent; the desk has stopped cleanly over a damaged file. */
async function stopWithWork() {
  const payToken = await knowPaid(desk);
  await desk.as('operator', 'second').call('GET', '/api/me');
  // Restarted, so that the next stop writes other pages and leaves these as they are.
  await restarted();
  await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', payToken });
  const id = randomUUID();
  expect((await putRefund(desk, payToken, 4000, { id })).status).toBe(202);
  spoil(desk.database);
  await desk.stop();
  await desk.sandbox.clearFaults();
  return { payToken, id };
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  desk.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url, ...headers },
    body,
  });

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

const dataFile = async () =>
  (await desk.as('operator').call('GET', '/api/counters')).body.dataFile as string;

describeOnSqlite('until a file is checked', () => {
  it('it is read and not written; then work goes on', async () => {
    const payToken = await knowPaid(desk);
    await desk.stop();
    const before = statSync(desk.database, { bigint: true });
    const calls = (await desk.sandbox.calls()).length;
    await desk.start();
    const callback = JSON.stringify({ payToken });
    const [ready, list, state, refund, kept, signIn] = await Promise.all([
      readyz(),
      desk.as('operator').call('GET', '/api/payments'),
      dataFile(),
      putRefund(desk, payToken, 4000),
      post('/toss/callback', callback),
      post('/api/auth/sign-in/email', '{}'),
    ]);
    expect((await readyz())[1], 'still being checked').toEqual({ ready: true, readOnly: true });
    expect(ready).toEqual([200, { ready: true, readOnly: true }]);
    expect(list.body.items).toMatchObject([{ payToken }]);
    expect(state).toBe('checking');
    expect([refund.status, refund.body.code]).toEqual([503, 'not-ready']);
    expect([kept.status, await codeOf(kept)]).toEqual([503, 'not-ready']);
    expect([signIn.status, await codeOf(signIn)]).toEqual([503, 'not-ready']);
    const fresh = await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    expect(fresh.status).toBe(503);
    expect(await desk.sandbox.calls()).toHaveLength(calls);
    expect(existsSync(`${desk.database}-wal`) ? statSync(`${desk.database}-wal`).size : 0).toBe(0);
    expect(statSync(desk.database, { bigint: true }).mtimeNs).toBe(before.mtimeNs);

    expect(await untilChecked()).toEqual([200, { ready: true }]);
    expect(await dataFile()).toBe('sound');
    expect((await post('/toss/callback', callback)).status).toBe(200);
    expect(desk.read('SELECT count(*) AS kept FROM callback')).toEqual([{ kept: 1 }]);
    expect((await putRefund(desk, payToken, 4000, { waitSeconds: 10 })).body.state).toBe(
      'succeeded',
    );
  });

  it('a stop waits for the end of the check, and is clean again', async () => {
    await desk.restart();
    expect((await readyz())[1].readOnly).toBe(true);
    await desk.restart();
    expect((await readyz())[1].readOnly).toBe(true);
  });

  it('a stop starts no work; the next start does', async () => {
    const payToken = await knowPaid(desk);
    await desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', payToken });
    const id = randomUUID();
    expect((await putRefund(desk, payToken, 4000, { id })).status).toBe(202);
    await desk.stop();
    await desk.sandbox.clearFaults();
    const calls = (await desk.sandbox.calls()).length;
    await desk.start();
    expect((await readyz())[1].readOnly).toBe(true);
    await desk.stop();
    expect(await desk.sandbox.calls()).toHaveLength(calls);
    expect(await bookedRefunds(desk, payToken)).toEqual([]);

    await desk.start();
    expect((await readyz())[1].readOnly, 'the stop was clean').toBe(true);
    await untilChecked();
    await waitUntil(
      'the refund is done',
      () => desk.as('operator').call('GET', `/api/operations/${id}`),
      ({ body }) => body.state === 'succeeded',
    );
  });
});

itOnSqlite('a fault stops money, and staff see why', async () => {
  const { payToken, id } = await stopWithWork();
  const calls = (await desk.sandbox.calls()).length;
  await desk.start();
  expect(await untilChecked()).toMatchObject([503, { code: 'file-damaged' }]);

  expect(await dataFile()).toBe('damaged');
  const metrics = await (await desk.fetch('/metrics')).text();
  expect(metrics).toContain('changgu_data_file{state="damaged"} 1');
  expect(metrics).toContain('changgu_data_file{state="sound"} 0');
  expect(desk.log.join('\n')).toContain('THE DATA FILE IS DAMAGED');

  const refund = await putRefund(desk, payToken, 1000, { who: 'second' });
  expect([refund.status, refund.body.code]).toEqual([503, 'file-damaged']);
  expect(refund.body.effect).toBe('not-applied');
  const created = await desk.as('operator').call('POST', '/api/payments', {});
  expect(created.body.code).toBe('file-damaged');
  const callback = await post('/toss/callback', JSON.stringify({ payToken }));
  expect([callback.status, await codeOf(callback)]).toEqual([503, 'file-damaged']);
  expect((await desk.as('operator').call('GET', '/api/payments')).status).toBe(200);

  // Long enough for every background part of the desk to have run several times.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await desk.sandbox.calls()).toHaveLength(calls);
  expect(desk.read('SELECT state FROM operation WHERE id = ?', id)).toEqual([{ state: 'ready' }]);
  expect(await bookedRefunds(desk, payToken)).toEqual([]);

  // The stop is not a clean one: the next start refuses the file.
  await desk.stop();
  await expect(desk.start()).rejects.toThrow('damaged');
  expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);
});

describeOnSqlite('while nothing can be written', () => {
  const sessionOf = async (name: string) => {
    const person = desk.as('operator', name);
    const { body } = await person.call('GET', '/api/me/sessions');
    return { person, id: (body.items as { id: string }[])[0]?.id ?? '' };
  };
  const refused = async ({ person }: Awaited<ReturnType<typeof sessionOf>>, path = '/api/me') =>
    (await person.call('GET', path)).body.code as string;
  const acts = (action: string) =>
    desk.read('SELECT actor_name AS who FROM audit WHERE action = ? ORDER BY seq', action);

  it('a screen is locked and a session ends; both are written after the check', async () => {
    const locked = await sessionOf('locked');
    const left = await sessionOf('left');
    await restarted();
    await desk.restart();
    expect((await locked.person.call('POST', '/api/auth/lock')).status).toBe(204);
    expect((await locked.person.call('POST', '/api/auth/lock')).status).toBe(204);
    expect(await refused(locked)).toBe('screen-locked');
    const cookie = await desk.cookieOf('operator', 'left');
    const gone = await left.person.call('POST', '/api/auth/sign-out');
    expect([gone.status, gone.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringContaining('changgu.session_token=;'),
    ]);
    const late = await desk.fetch('/api/me', { headers: { cookie } });
    expect([late.status, await codeOf(late)]).toEqual([401, 'not-signed-in']);
    expect((await readyz())[1].readOnly, 'still being checked').toBe(true);

    await untilChecked();
    expect(await refused(locked)).toBe('screen-locked');
    expect(desk.read('SELECT lockedAt FROM session WHERE id = ?', locked.id)).toEqual([
      { lockedAt: expect.any(String) },
    ]);
    expect(desk.read('SELECT id FROM session WHERE id = ?', left.id)).toEqual([]);
    expect(acts('screen-locked')).toEqual([{ who: 'locked operator' }]);
    expect(acts('signed-out')).toEqual([{ who: 'left operator' }]);
    expect(
      (await locked.person.call('POST', '/api/auth/unlock', { password: PASSWORD })).status,
    ).toBe(200);
    expect((await locked.person.call('GET', '/api/me')).status).toBe(200);
  });

  it('a lock is written by a stop that comes before the check has ended', async () => {
    const locked = await sessionOf('locked');
    await restarted();
    await desk.restart();
    expect((await locked.person.call('POST', '/api/auth/lock')).status).toBe(204);
    await desk.restart();
    expect(await refused(locked)).toBe('screen-locked');
  });

  it('a damaged desk locks, signs out, and logs no failed write of a reader', async () => {
    const locked = await sessionOf('locked');
    const left = await sessionOf('left');
    const text = await addToken(desk.database, atCommandLine, 'shop', ['lookup']);
    const connection = openConnection(desk.database);
    // Long ago, so that the next request would write it.
    connection.exec(
      `UPDATE session SET activeAt = '${new Date(Date.now() - 60_000).toISOString()}'`,
    );
    connection.close();
    await stopWithWork();
    await desk.start();
    await untilChecked();
    expect(await dataFile()).toBe('damaged');

    expect((await left.person.call('GET', '/api/payments')).status).toBe(200);
    const headers = { authorization: `Bearer ${text}` };
    const byToken = await desk.fetch('/api/payments', { headers });
    expect([byToken.status, await codeOf(byToken)]).toEqual([403, 'forbidden']);

    expect((await locked.person.call('POST', '/api/auth/lock')).status).toBe(204);
    expect(await refused(locked, '/api/payments')).toBe('screen-locked');
    const cookie = await desk.cookieOf('operator', 'left');
    expect((await left.person.call('POST', '/api/auth/sign-out')).status).toBe(200);
    expect((await desk.fetch('/api/me', { headers: { cookie } })).status).toBe(401);
    const failed = /could not be (noted|recorded)|is not written|SQLITE_READONLY/;
    expect(desk.log.filter((line) => failed.test(line))).toEqual([]);
  });
});

describeOnSqlite('the whole check comes first', () => {
  const mark = () => `${desk.database}.clean-stop`;

  it('after any stop that left no mark; a running desk has none', async () => {
    await desk.restart();
    expect(existsSync(mark())).toBe(false);
    await untilChecked();
    await desk.stop();
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    await desk.start();
    expect(await readyz()).toEqual([200, { ready: true }]);
    spoil(desk.database);
    await desk.stop();
    rmSync(mark());
    await expect(desk.start()).rejects.toThrow('The database is damaged');
  });

  it('where the file is small', async () => {
    const small = await startTestDesk({ sandbox: desk.sandbox });
    try {
      await small.restart();
      expect(await (await small.fetch('/readyz')).json()).toEqual({ ready: true });
      spoil(small.database);
      await small.stop();
      await expect(small.start()).rejects.toThrow('The database is damaged');
    } finally {
      await small.close();
    }
  });

  it('before a migration, which does not run on a damaged file', async () => {
    await desk.stop();
    makeOlder(desk.database);
    leaveCleanStop(desk.database);
    await desk.start();
    expect(await readyz()).toEqual([200, { ready: true }]);
    await desk.stop();

    makeOlder(desk.database);
    spoil(desk.database, 'adoption');
    leaveCleanStop(desk.database);
    await expect(desk.start()).rejects.toThrow('The database is damaged');
    const connection = openConnection(desk.database, { readonly: true });
    expect(schemaOf(connection)).toBe(OLDER_SCHEMA);
    connection.close();
  });
});
