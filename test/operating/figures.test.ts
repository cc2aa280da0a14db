/** /metrics reports what happens, under the names that docs/operating.md explains. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../server/clock.ts';
import { addFigures, createMetrics } from '../../server/http/metrics.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { deskFigures } from '../../server/upkeep/desk-figures.ts';
import { adopt, knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { describeOnSqlite, itOnSqlite } from '../support/engine.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestFile } from '../support/open-test-storage.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { readFigures } from './figures-text.ts';
import { readDoc } from './set-up-files.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const shifted = createShiftedClock();
/** A minute of it is short, so that the nightly copy starts soon. */
const clock: Clock = {
  ...shifted,
  after: (ms, call) => systemClock.after(ms === MINUTE_MS ? 30 : ms, call),
};

let desk: RunningDesk;
let dir: string;
let copies: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-figures-'));
  copies = join(dir, 'copies');
  desk = await startTestDesk({ clock, env: { BACKUP_DIR: copies } });
  await desk.as('operator').call('GET', '/api/me');
});
afterAll(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

const figures = async () => readFigures(await (await desk.fetch('/metrics')).text());
const figure = async (series: string) => (await figures()).get(series);
const reaches = (series: string, isIt: (value: number) => boolean) =>
  waitUntil(series, async () => (await figure(series)) ?? Number.NaN, isIt);

/** Nobody is active for an hour, so the screens are locked: everybody signs in again. */
function passHour(): void {
  shifted.shift(HOUR_MS);
  desk.signInAnew();
}

const silenceToss = () =>
  desk.sandbox.fault({ call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 });

describe('docs/operating.md', () => {
  it('explains each metric of the desk, and no other', async () => {
    const table = readDoc('operating.md').split(/<!-- figures:(?:begin|end) -->/)[1] ?? '';
    const told = [...table.matchAll(/^\| `(changgu_\w+)` /gm)].map(([, name]) => name);
    expect(told.toSorted()).toEqual((await figures()).names.toSorted());
  });

  it('mentions only existing metrics elsewhere', async () => {
    const named = readDoc('operating.md').matchAll(/`(changgu_[a-z_]+)`/g);
    const { names } = await figures();
    for (const [, name] of named) expect(names).toContain(name);
  });
});

describe('operations', () =>
  it('are counted by state and age, until they end', async () => {
    const payToken = await knowPaid(desk);
    await desk.sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000 });
    const id = randomUUID();
    await putRefund(desk, payToken, 1000, { id });
    await waitForState(desk, id, ['sending']);
    expect(await figure('changgu_open_operations{state="sending"}')).toBe(1);
    expect(await figure('changgu_toss_money_calls')).toBe(1);
    await silenceToss();
    await waitForState(desk, id, ['unknown']);
    passHour();
    const open = await figures();
    expect(open.get('changgu_open_operations{state="unknown"}')).toBe(1);
    expect(open.get('changgu_unclear_operations')).toBe(1);
    expect(open.get('changgu_toss_money_calls')).toBe(0);
    expect(open.get('changgu_open_operation_age_seconds')).toBeGreaterThan(3600);
    expect(open.get('changgu_open_operation_state_seconds{state="unknown"}')).toBeGreaterThan(3600);
    expect(open.get('changgu_open_operation_state_seconds{state="ready"}')).toBe(0);
    await desk.sandbox.clearFaults();
    await waitForState(desk, id, ['succeeded']);
    const ended = await figures();
    expect(ended.get('changgu_unclear_operations')).toBe(0);
    expect(ended.get('changgu_open_operation_age_seconds')).toBe(0);
  }));

describe('Toss', () => {
  const calls = (call: string, outcome: string) =>
    `changgu_toss_call_seconds_count{call="${call}",outcome="${outcome}"}`;

  it('is timed by call and by its outcome', async () => {
    const before = await figures();
    const lookUp = (payToken: string) =>
      desk.as('operator').call('POST', '/api/payments/lookup', { payToken });
    for (const fault of ['drop', 'html', 'redirect'] as const) {
      const { payToken } = await desk.sandbox.create();
      await desk.sandbox.fault({ call: 'status', effect: 'after', fault, payToken });
      await lookUp(payToken);
    }
    await lookUp('nobody-knows');
    await knowPaid(desk);
    const after = await figures();
    const more = (outcome: string) =>
      (after.get(calls('status', outcome)) ?? 0) - (before.get(calls('status', outcome)) ?? 0);
    expect(more('lost')).toBe(1);
    expect(more('unreadable')).toBe(2);
    expect(more('refused')).toBe(1);
    expect(more('ok')).toBeGreaterThanOrEqual(1);
    const longest = 'changgu_toss_call_seconds_bucket{le="+Inf",call="status",outcome="lost"}';
    expect(after.get(longest)).toBe(after.get(calls('status', 'lost')));
  });

  it('has the age of its last answer and the skew of its clock', async () => {
    await silenceToss();
    passHour();
    const age = await figure('changgu_toss_status_answer_age_seconds');
    expect(age).toBeGreaterThan(3600);
    await desk.sandbox.clearFaults();
    const payToken = await knowPaid(desk);
    expect(await figure('changgu_toss_status_answer_age_seconds')).toBeLessThan(60);
    await adopt(desk, payToken);
    expect(await figure('changgu_toss_clock_skew_seconds')).toBeLessThan(-3600);
  });

  it('has the callers who wait for the outbound budget', async () => {
    const still = createFakeClock('2026-11-24T00:00:00.000Z');
    const data = openTestFile(still);
    const budget = createOutboundBudget({ clock: still, perSecond: 2, burst: 2, keptForMoney: 1 });
    const registry = createMetrics();
    const toss = { inFlight: () => 0, skewMs: () => null };
    const { storage, file, dir } = data;
    const own = { storage, file, dataDir: dir, backupDir: null, copies: null, lines: [] };
    const streamLag = () => ({ events: 0, longestBacklogBytes: 0 });
    const figures = deskFigures({ ...own, toss, budget, openStreams: () => 0, streamLag });
    addFigures(registry, figures, expect.fail);
    const waiting = async (priority: string) =>
      readFigures(await registry.metrics()).get(
        `changgu_toss_budget_waiting{priority="${priority}"}`,
      );
    for (const priority of ['money', 'person', 'money', 'background', 'person'] as const) {
      void budget.take(priority);
    }
    expect(await waiting('money')).toBe(1);
    expect(await waiting('person')).toBe(1);
    expect(await waiting('background')).toBe(1);
    await still.advance(60_000);
    expect(await waiting('money')).toBe(0);
    expect(await waiting('background')).toBe(0);
    data.close();
  });
});

describe('background work', () => {
  it('is behind while Toss does not answer, and up to date again afterwards', async () => {
    const { payToken } = await desk.sandbox.create();
    await adopt(desk, payToken);
    await desk.sandbox.fault({ call: 'status', effect: 'after', fault: 'delay', ms: 60_000 });
    await silenceToss();
    passHour();
    expect(await figure('changgu_poll_lag_seconds{class="moving"}')).toBeGreaterThan(3000);
    await desk.sandbox.clearFaults();
    await reaches('changgu_poll_lag_seconds{class="moving"}', (lag) => lag < 60);
  });

  it('has pending callbacks until they have led to a read', async () => {
    const { payToken } = await desk.sandbox.createPaid();
    await silenceToss();
    await desk.fetch('/toss/callback', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `payToken=${payToken}&status=PAY_SUCCESS`,
    });
    await reaches('changgu_callbacks_unhandled', (left) => left === 1);
    await desk.sandbox.clearFaults();
    await reaches('changgu_callbacks_unhandled', (left) => left === 0);
  });

  it('has the rows that it leaves behind', async () => {
    const before = await figures();
    await putRefund(desk, await knowPaid(desk), 1000, { waitSeconds: 10 });
    const after = await figures();
    const grown = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
    expect(grown('changgu_audit_rows')).toBeGreaterThanOrEqual(3);
  });

  itOnSqlite('has the bytes of the file', async () => {
    const after = await figures();
    const bytes = after.seriesOf('changgu_database_bytes').map((part) => after.get(part) ?? 0);
    expect(bytes).toHaveLength(2);
    expect(bytes.reduce((sum, part) => sum + part, 0)).toBeGreaterThan(100_000);
    expect(after.get('changgu_data_free_bytes')).toBeGreaterThan(1e6);
  });
});

describe('open event streams', () =>
  it('are counted', async () => {
    const leave = new AbortController();
    const cookie = await signIn(desk.url, 'first-operator@changgu.test');
    expect(await figure('changgu_event_streams')).toBe(0);
    const { signal } = leave;
    const stream = await desk.fetch('/api/events', { headers: { cookie }, signal });
    expect(stream.status).toBe(200);
    expect(await figure('changgu_event_streams')).toBe(1);
    leave.abort();
    await reaches('changgu_event_streams', (open) => open === 0);
  }));

describeOnSqlite('the nightly copy', () => {
  it('has an age once it exists; a failed one is counted, and the age goes on', async () => {
    await reaches('changgu_backup_age_seconds', (age) => age >= 0);
    // The hours that passed above may have included 03:20 in Seoul, and with it another copy.
    const kinds = new Set(readdirSync(copies).map((name) => name.slice(0, 5)));
    expect([...kinds]).toEqual(['test-']);
    expect(await figure('changgu_backup_failures_total')).toBe(0);
    expect(await figure('changgu_backup_free_bytes')).toBeGreaterThan(1e6);

    renameSync(copies, `${copies}-away`);
    writeFileSync(copies, 'somebody put a file here');
    shifted.shift(24 * HOUR_MS);
    await reaches('changgu_backup_failures_total', (failures) => failures === 1);
    expect(await figure('changgu_backup_age_seconds')).toBeUndefined();
    expect(desk.log.some((line) => line.includes('COULD NOT BE COPIED'))).toBe(true);
    // A value that can't be read leaves the others unaffected.
    expect(await figure('changgu_unclear_operations')).toBe(0);
  });
});

describe('responses', () => {
  /** Any request, also a malformed one. */
  function send(method: string, path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, desk.url), { method, agent: false }, (answer) => {
        answer.resume().on('end', resolve);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  it('create no more series than there are routes, whatever is requested', async () => {
    const paths = Array.from({ length: 40 }, () => [
      `/api/payments/${randomUUID()}`,
      `/${randomUUID()}`,
      `/api/${randomUUID()}`,
      `/toss/${randomUUID()}`,
    ]).flat();
    for (const path of paths) await send('GET', path);
    const before = (await figures()).seriesOf('changgu_http_seconds_count').length;
    for (const path of paths) await send('GET', path.replaceAll(/[0-9a-f]/g, 'z'));
    const strange = ['PROPFIND', 'MKCOL', 'LOCK', 'REPORT', 'SEARCH', 'PURGE', 'TRACE', 'M-SEARCH'];
    for (const method of strange) await send(method, '/api/payments');
    const { length: after } = (await figures()).seriesOf('changgu_http_seconds_count');
    expect(after - before).toBeLessThanOrEqual(1);
    const { length: all } = (await figures()).seriesOf('changgu_http_seconds_bucket');
    expect(all).toBeLessThan(400);
  });
});
