/** Access records are written in the background, and not lost while the disk is full. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccessRecorder } from '../../server/access-records/access-recorder.ts';
import { JsonText } from '../../server/http/endpoint.ts';
import { createLogger } from '../../server/log.ts';
import { pageAccessRecords } from '../../server/storage/access-records.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { SEEN_AGAIN_MS } from '../../shared/access-record.ts';
import { onDuty } from '../support/on-duty.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { prepare } from '../../server/storage/statement.ts';

const clock = createShiftedClock();
let test: TestStorage;
let log: string[];
let full: boolean;
let storage: Storage;
beforeEach(() => {
  test = openTestStorage(clock);
  log = [];
  full = false;
  storage = {
    ...test.storage,
    transact: (work) =>
      full ? Promise.reject(new Error('disk full')) : test.storage.transact(work),
  };
});
afterEach(() => test.close());

const viewer = onDuty({ id: 'staff-1', name: '김민지', role: 'viewer' });
const recorder = () =>
  createAccessRecorder({ storage, log: createLogger('info', (line) => log.push(line)) });
const shown = (body: unknown, actor = viewer) =>
  ({
    key: 'GET /api/payments/:payToken',
    actor,
    input: { params: {}, query: undefined, body: undefined },
    body,
    refused: false,
  }) as const;
const payment = (payToken: string) => shown({ payment: { payToken } });
const kept = (filter: Parameters<typeof pageAccessRecords>[0] = {}, limit = 50) =>
  test.storage.read(pageAccessRecords(filter, { cursor: undefined, limit }));
const tokens = () => kept()?.items.map(({ payTokens }) => payTokens);

describe('data that was shown', () => {
  it('is recorded once in ten minutes, for each person and address', async () => {
    const records = recorder();
    records.note(payment('one'));
    records.note(payment('one'));
    records.note(shown({ payment: { payToken: 'one' } }, { ...viewer, id: 'staff-2' }));
    records.note(shown({ payment: { payToken: 'one' } }, { ...viewer, address: '::2' }));
    clock.shift(SEEN_AGAIN_MS);
    records.note(payment('one'));
    await records.close();
    expect(tokens()).toEqual([['one'], ['one'], ['one'], ['one']]);
  });

  it('is taken from the response, whatever its texts contain', async () => {
    const records = recorder();
    const text = JSON.stringify({
      items: [{ payToken: 'a"b\\c', productDesc: '"payToken":"forged"' }, { payToken: 'two' }],
    });
    records.note(shown(new JsonText(text)));
    records.note({ ...shown({ items: [] }), key: 'GET /api/counters' });
    await records.close();
    expect(tokens()).toEqual([['a"b\\c', 'two']]);
  });
});

describe('more than sixty records a minute of one person', () => {
  it('are merged into one with every payment and the number of requests', async () => {
    const records = recorder();
    for (let n = 0; n < 300; n += 1) records.note(payment(`token-${String(n)}`));
    records.note(shown({ payment: { payToken: 'theirs' } }, { ...viewer, id: 'staff-2' }));
    await records.close();
    const mine = kept({ staff: 'staff-1' }, 200)?.items ?? [];
    expect(mine).toHaveLength(61);
    expect(mine.map(({ requests }) => requests).sort((a, b) => b - a)[0]).toBe(240);
    expect(new Set(mine.flatMap(({ payTokens }) => payTokens)).size).toBe(300);
    expect(kept({ staff: 'staff-2' })?.items).toMatchObject([{ requests: 1 }]);
  });

  it('say that they cover several addresses and queries, and stay short', async () => {
    const records = recorder();
    const list = (n: number, address: string) => {
      const tokens = Array.from({ length: 100 }, (_, at) => ({ payToken: `p-${String(n)}-${at}` }));
      records.note({
        ...shown({ items: tokens }, { ...viewer, address }),
        key: 'GET /api/payments',
        input: { params: undefined, query: { amountMin: n }, body: undefined },
      });
    };
    for (let n = 0; n < 81; n += 1) list(n, n === 70 ? '::2' : '::1');
    await records.close();
    const all = kept({}, 200)?.items ?? [];
    expect(all).toHaveLength(62);
    const gathered = all.filter(({ requests }) => requests > 1);
    expect(gathered).toMatchObject([{ query: null, requests: 20, actor: { address: null } }]);
    expect(gathered[0]?.payTokens).toHaveLength(2000);
    expect(all.filter(({ query }) => query?.amountMin === 80)).toMatchObject([{ requests: 1 }]);
  });
});

describe('ten thousand long questions', () =>
  it('take a few megabytes of memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heapMb = () => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const records = recorder();
    const before = heapMb();
    for (let n = 0; n < 10_000; n += 1) {
      const status = Array.from({ length: 150 }, () => `s${String(n)}`.padEnd(40, 'x'));
      records.note({ ...shown({}), input: { params: undefined, query: { status }, body: {} } });
    }
    expect(heapMb() - before).toBeLessThan(20);
    await records.close();
  }));

describe('the recorded query', () => {
  it('is masked, also in a list, and truncated', async () => {
    const records = recorder();
    const query = { q: '가'.repeat(600), status: ['010-1234-5678'], method: 'CARD' };
    records.note({ ...shown({}), input: { params: undefined, query, body: undefined } });
    const other = { status: ['010-1234-5678'] };
    records.note({ ...shown({}), input: { params: undefined, query: other, body: undefined } });
    await records.close();
    expect(kept()?.items.map(({ query: told }) => told)).toEqual([
      { status: ['•••-••••-5678'] },
      { q: `${'가'.repeat(500)}…`, status: '…', method: '…' },
    ]);
  });

  it('is not recorded where the request was refused, except for look-ups at Toss', async () => {
    const records = recorder();
    const input = { params: undefined, query: { q: '꽃' }, body: { orderNo: 'A-1' } };
    records.note({ ...shown({}), input, refused: true });
    records.note({ ...shown({}), input, refused: true, key: 'POST /api/payments/lookup' });
    await records.close();
    expect(kept()?.items.map(({ query }) => query)).toEqual([{ orderNo: 'A-1' }]);
  });
});

describe('while the disk is full', () => {
  it('records wait in memory, the log says so, and they are written later', async () => {
    const records = recorder();
    full = true;
    records.note(payment('one'));
    await records.flush();
    expect(records.notKeptSince()).not.toBeNull();
    expect(log.join('')).toContain('ACCESS RECORDS CAN NOT BE WRITTEN');
    records.note(payment('two'));
    full = false;
    await records.close();
    expect(records.notKeptSince()).toBeNull();
    expect(tokens()).toEqual([['two'], ['one']]);
    expect(log.join('')).toContain('written down again');
  });

  it('at most a fixed number waits, the newest first', async () => {
    const records = recorder();
    full = true;
    for (let n = 0; n < 20_010; n += 1) {
      const colleague = { ...viewer, id: `staff-${String(n)}` };
      records.note(shown({ payment: { payToken: `token-${String(n)}` } }, colleague));
    }
    full = false;
    await records.close();
    const count = 'SELECT count(*) AS count, min(pay_tokens) AS first FROM access_record';
    expect(test.db.get(count)).toEqual({ count: 20_000, first: '["token-10"]' });
  });
});

describe('records that were written while the clock was wrong', () =>
  it('are sorted by their time', async () => {
    const times = ['2026-11-03', '2027-05-01', '2026-11-04', '2026-11-05'];
    await test.storage.transact(function* () {
      const add =
        prepare(`INSERT INTO access_record (at, actor_type, actor_id, actor_name, kind, pay_tokens)
         VALUES (?, 'staff', 'staff-1', '김민지', 'list', '[]')`);
      for (const day of times) yield* add.run(`${day}T00:00:00.000Z`);
    });
    const days = (filter: Parameters<typeof pageAccessRecords>[0]) =>
      kept(filter)?.items.map(({ at }) => at.slice(0, 10));
    expect(days({})).toEqual(['2027-05-01', '2026-11-05', '2026-11-04', '2026-11-03']);
    expect(days({ from: '2027-01-01T00:00:00.000Z' })).toEqual(['2027-05-01']);
    expect(days({ to: '2027-01-01T00:00:00.000Z' })).toHaveLength(3);
  }));

describe('a page with a filter', () =>
  it('scans a limited number of records and says where it stopped', async () => {
    const records = recorder();
    records.note(payment('rare'));
    await records.flush();
    await test.storage.transact(function* () {
      const more =
        prepare(`INSERT INTO access_record (at, actor_type, actor_id, actor_name, kind, pay_tokens)
         VALUES (?, 'staff', 'staff-3', '박서준', 'list', '[]')`);
      for (let n = 0; n < 25_000; n += 1) yield* more.run(clock.nowIso());
    });
    const first = kept({ payToken: 'rare' });
    expect(first?.items).toEqual([]);
    const next = test.storage.read(
      pageAccessRecords({ payToken: 'rare' }, { cursor: first?.nextCursor ?? '', limit: 50 }),
    );
    expect(next?.items.map(({ payTokens }) => payTokens)).toEqual([['rare']]);
    expect(next?.nextCursor).toBeNull();
    const later = new Date(clock.nowMs() + 1000).toISOString();
    expect(kept({ from: later })?.items).toEqual([]);
    expect(kept({ to: '2020-01-01T00:00:00.000Z' })?.items).toEqual([]);
    expect(kept({ from: '2020-01-01T00:00:00.000Z', to: later }, 2)?.items).toHaveLength(2);
    await records.close();
  }));
