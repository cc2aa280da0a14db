/** The overview over HTTP: its sums compared with the list, the counters and an exported file. */
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../server/errors.ts';
import type { RequestContext } from '../../server/http/endpoint.ts';
import { openOverview } from '../../server/overview/overview-routes.ts';
import type { Overview } from '../../shared/api.ts';
import { DAY_MS, isoToKst, startOfKstDay } from '../../shared/kst.ts';
import { adopt, getOperation, knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { openSnapshot } from '../../server/storage/snapshot.ts';
import { openTestFile, openTestStorage } from '../support/open-test-storage.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Midnights in Seoul, some days ago, so that a run over midnight changes nothing. */
const TODAY = Date.parse(startOfKstDay(new Date().toISOString()));
const midnight = (daysAgo: number) => TODAY - daysAgo * DAY_MS;
const iso = (ms: number) => new Date(ms).toISOString();
const dayOf = (ms: number) => isoToKst(iso(ms)).slice(0, 10);

const COUNT = 60;
/** A second apart, half of them on either side of midnight, with refunds on the day after. */
const planted = Array.from({ length: COUNT }, (_, n) => {
  const completedAt = midnight(4) + (n - COUNT / 2) * 1000;
  const state = n % 9 === 0 ? 'PAY_CANCEL' : n % 4 === 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE';
  return {
    orderNo: `fig-${String(n)}`,
    amount: 1000 + n * 7,
    state,
    payMethod: n % 3 === 0 ? 'CARD' : 'TOSS_MONEY',
    createdAt: iso(completedAt - 60_000),
    ...(state === 'PAY_CANCEL' ? {} : { completedAt: iso(completedAt) }),
    ...(state === 'REFUND_SUCCESS'
      ? { refunds: [{ amount: 500 + n, at: iso(n % 8 === 0 ? midnight(3) : midnight(3) - 1000) }] }
      : {}),
  };
});

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({
    bounds: { outbound: { perSecond: 500, burst: 500, keptForMoney: 100 } },
  });
  const orders = await desk.sandbox.history(...planted);
  const orderNos = orders.map(({ orderNo }) => orderNo);
  const begun = await desk.as('manager').call('POST', '/api/payments/adopt', { orderNos });
  await waitUntil(
    'all are adopted',
    () => desk.as('manager').call('GET', `/api/payments/adopt/${String(begun.body.id)}`),
    ({ body }) => body.done === true,
  );
}, 60_000);
afterAll(async () => {
  await desk.close();
});

type Query = Record<string, string>;
const get = (query: Query = {}) =>
  desk.as('viewer').call('GET', `/api/overview?${new URLSearchParams(query).toString()}`);

async function figuresOf(query: Query = {}): Promise<Overview> {
  const answer = await get(query);
  expect(answer.status).toBe(200);
  return answer.body as Overview;
}

/** A range of past days, as parameters for the overview and for the list. */
function span(firstAgo: number, lastAgo: number) {
  return {
    days: { from: dayOf(midnight(firstAgo)), to: dayOf(midnight(lastAgo)) },
    times: { from: iso(midnight(firstAgo)), to: iso(midnight(lastAgo) + DAY_MS) },
  };
}

async function listSums({ from, to }: { from: string; to: string }) {
  const search = new URLSearchParams({ clock: 'completed', from, to }).toString();
  const { body } = await desk.as('viewer').call('GET', `/api/payments/summary?${search}`);
  return body as { count: number; paid: number; refunded: number; net: number };
}

const moneyOf = ({ payments, paid, refunds, refunded }: Overview['span']) => ({
  ...{ payments, paid, refunds, refunded },
});

const total = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0);

describe('the sums', () => {
  it.each([
    ['the day before midnight', 5, 5],
    ['the day after it', 4, 4],
    ['both', 5, 4],
    ['a week', 7, 1],
    ['a day without any', 6, 6],
  ])('of what was paid are those of the list: %s', async (_name, firstAgo, lastAgo) => {
    const { days, times } = span(firstAgo, lastAgo);
    const [figures, list] = [await figuresOf(days), await listSums(times)];
    expect(figures.span).toMatchObject({ payments: list.count, paid: list.paid });
    for (const rows of [figures.days, figures.byHour, figures.byMethod]) {
      for (const name of ['payments', 'paid', 'refunds', 'refunded', 'net'] as const) {
        expect(total<(typeof rows)[number]>(rows, (row) => row[name])).toBe(figures.span[name]);
      }
    }
    expect(figures.span.net).toBe(figures.span.paid - figures.span.refunded);
  });

  it('of a day are what a browser in California requests from the list for that day', async () => {
    const { body } = await desk.as('viewer').call(
      'GET',
      `/api/payments/summary?${new URLSearchParams({
        clock: 'completed',
        from: `${dayOf(midnight(5))}T07:00:00-08:00`,
        to: `${dayOf(midnight(4))}T07:00:00-08:00`,
      }).toString()}`,
    );
    const { span: sums } = await figuresOf(span(4, 4).days);
    expect(sums.paid).toBe(body.paid);
    expect(sums.paid).toBeGreaterThan(20_000);
  });

  it('of refunds are those of the list and its file where all of them are inside the range', async () => {
    const { days, times } = span(7, 1);
    const [{ span: sums, refundRate }, list] = [await figuresOf(days), await listSums(times)];
    expect(sums).toMatchObject({ refunded: list.refunded, net: list.net });
    expect(refundRate).toBe(list.refunded / list.paid);
    const search = new URLSearchParams({
      ...times,
      clock: 'completed',
      reason: '개요와 맞춰 보기',
    });
    const file = await desk
      .as('manager')
      .call('GET', `/api/exports/payments.csv?${search.toString()}`);
    const [headings = [], ...rows]: string[][] = parse(String(file.body), { bom: true });
    const won = headings.indexOf('금액 (원)');
    const [paid, refunded, net] = rows.slice(-3).map((row) => Number(row[won]));
    expect([paid, refunded, net]).toEqual([sums.paid, -sums.refunded, sums.net]);
    expect(rows.filter(([kind]) => kind?.endsWith('환불'))).toHaveLength(sums.refunds);
  });

  it('of refunds are by the time of the refund, on either side of midnight', async () => {
    const booked = (ago: number) =>
      desk.read<{ refunds: number; refunded: number }>(
        `SELECT count(*) AS refunds, coalesce(sum(amount), 0) AS refunded FROM payment_refund
         WHERE refunded_at >= ? AND refunded_at < ?`,
        iso(midnight(ago)),
        iso(midnight(ago) + DAY_MS),
      )[0];
    const { days } = await figuresOf(span(5, 3).days);
    const told = days.map(({ refunds, refunded }) => ({ refunds, refunded }));
    expect(told).toEqual([5, 4, 3].map(booked));
    expect(told[0]?.refunds).toBe(0);
    expect(told[1]?.refunds).toBeGreaterThan(3);
    expect(told[2]?.refunds).toBeGreaterThan(3);
  });

  it('of today are those of the counters, outside refunds included', async () => {
    const own = await knowPaid(desk, { orderNo: 'own-1' });
    await putRefund(desk, own, 4000, { waitSeconds: 10 });
    const outside = await desk.sandbox.createPaid({ orderNo: 'outside-1' });
    await desk.sandbox.outsideRefund(outside.payToken, 2500);
    await adopt(desk, outside.payToken);
    const { body: counters } = await desk.as('viewer').call('GET', '/api/counters');
    const { today, days } = await figuresOf();
    expect(today).toMatchObject({
      payments: counters.todayPaid.count,
      paid: counters.todayPaid.amount,
      refunds: counters.todayRefunded.count,
      refunded: counters.todayRefunded.amount,
    });
    expect(today.refunded).toBe(6500);
    expect(days.at(-1)).toMatchObject({ paid: today.paid, refunded: today.refunded });
  });
});

describe('an outcome that was unclear', () =>
  it('is counted by how long it took, once it has ended', async () => {
    const before = (await figuresOf({ days: '1' })).unknowns;
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await desk.sandbox.fault({ call: 'refunds', effect: 'after', fault: 'drop', payToken });
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['succeeded']);
    const { endedAt } = await getOperation(desk, id);
    const [first] = desk.read<{ at: string }>(
      "SELECT at FROM event WHERE operation_id = ? AND state = 'unknown' ORDER BY seq",
      id,
    );
    const took = Date.parse(endedAt ?? '') - Date.parse(first?.at ?? '');
    const { unknowns } = await figuresOf({ days: '1' });
    expect(before).toMatchObject({ settled: 0, medianMs: null });
    expect(unknowns).toEqual({
      ...{ settled: 1, medianMs: took, p90Ms: took, longestMs: took, open: 0 },
    });
  }));

describe('the range of days', () => {
  it('is the last thirty days, or the requested ones', async () => {
    const today = dayOf(Date.now());
    expect(await figuresOf()).toMatchObject({ from: dayOf(midnight(29)), to: today });
    expect((await figuresOf({ days: '7' })).days).toHaveLength(7);
    expect((await figuresOf({ days: '92' })).days).toHaveLength(92);
    const upTo = { days: '2', to: dayOf(midnight(3)) };
    expect(await figuresOf(upTo)).toMatchObject(span(4, 3).days);
    expect(await figuresOf({ from: dayOf(midnight(2)) })).toMatchObject(span(2, 0).days);
  });

  it.each<[string, Query, [pointer: string, code: string][]]>([
    [
      'days that are none',
      { from: '2026-02-30', to: '2026-13-01' },
      [
        ['/query/from', 'no-such-day'],
        ['/query/to', 'no-such-day'],
      ],
    ],
    [
      'no days at all',
      { from: 'yesterday', to: '24.11.2026' },
      [
        ['/query/from', 'wrong-format'],
        ['/query/to', 'wrong-format'],
      ],
    ],
    [
      'the wrong way round',
      { from: dayOf(midnight(2)), to: dayOf(midnight(3)) },
      [['/query/from', 'after-end']],
    ],
    ['tomorrow', { to: dayOf(midnight(-1)) }, [['/query/to', 'in-future']]],
    ['93 days', { from: dayOf(midnight(92)) }, [['/query/from', 'too-many-days']]],
    ['as many days in one number', { days: '93' }, [['/query/days', 'too-big']]],
    ['both ways to say it', { days: '7', from: dayOf(midnight(2)) }, [['/query/days', 'not-both']]],
    ['what it does not know', { month: '11' }, [['/query/month', 'unknown-field']]],
  ])('is refused with all its faults: %s', async (_name, query, faults) => {
    const { status, body } = await get(query);
    expect(status).toBe(422);
    const errors = body.errors as { pointer: string; code: string }[];
    expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual(faults);
  });

  it('may have 92 days, wherever they are', async () => {
    expect((await get({ from: dayOf(midnight(91)) })).status).toBe(200);
    expect((await get({ from: '1999-12-01', to: '2000-03-01' })).status).toBe(200);
    expect((await get({ from: '0000-01-01', to: '0000-01-02' })).status).toBe(422);
  });
});

describe('concurrent requests', () => {
  it('are all answered, whatever range they ask for', async () => {
    const people = ['viewer', 'operator', 'manager'] as const;
    const asked = Array.from({ length: 24 }, (_, n) => {
      const who = people[n % 3] ?? 'viewer';
      return desk.as(who).call('GET', `/api/overview?days=${String(5 + (n % 3))}`);
    });
    const answers = (await Promise.all(asked)).map(({ body }) => body as Overview);
    expect(answers.map(({ days }) => days.length)).toEqual(asked.map((_, n) => 5 + (n % 3)));
    for (const answer of answers) {
      const { span: alone } = await figuresOf({ days: String(answer.days.length) });
      expect(moneyOf(answer.span)).toEqual(moneyOf(alone));
    }
  });

  it('are limited to two ranges per person in the queue', async () => {
    const test = openTestStorage();
    const { line, routes } = openOverview(test.storage);
    const ask = async (id: string, days: number) =>
      routes[0]?.handle({ query: { days } }, { actor: { id }, requestId: 'r' } as RequestContext);
    const own = [1, 2, 3, 2, 1].map((days) => ask('kim', days));
    const others = Array.from({ length: 9 }, (_, n) => ask(`other-${String(n)}`, 10 + n));
    expect(line.length()).toBe(10);
    const codes = (all: Promise<unknown>[]) =>
      Promise.allSettled(all).then((ended) =>
        ended.map((one) => (one.status === 'rejected' ? (one.reason as AppError).code : 'read')),
      );
    const [ofOwn, ofOthers] = await Promise.all([codes(own), codes(others)]);
    expect(ofOwn).toEqual(['read', 'read', 'too-many-requests', 'read', 'read']);
    expect(ofOthers).toEqual([...Array<string>(8).fill('read'), 'desk-busy']);
    expect(line.length()).toBe(0);
    test.close();
  });

  it('work after a read that failed', async () => {
    const test = openTestFile();
    let file = `${test.dir}/nowhere.db`;
    const place = { ...test.storage, snapshot: () => openSnapshot(file) };
    const [overview] = openOverview(place).routes;
    const context = { actor: { id: 'kim' }, requestId: 'r' } as RequestContext;
    const ask = async () => overview?.handle({ query: { days: 1 } }, context);
    await expect(ask()).rejects.toThrow('unable to open');
    file = test.file;
    expect(await ask()).toMatchObject({ status: 200, body: { firstDay: null } });
    test.close();
  });
});
