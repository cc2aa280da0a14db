/** What was shown is noted without anybody waiting, and is not lost while the disk is full. */
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
afterEach(() => {
  test.close();
});

const viewer = onDuty({ id: 'staff-1', name: '김민지', role: 'viewer' });
const recorder = () =>
  createAccessRecorder({ storage, log: createLogger('info', (line) => log.push(line)) });
const shown = (body: unknown, actor = viewer) =>
  ({
    key: 'GET /api/payments/:payToken',
    actor,
    input: { params: {}, query: undefined, body: undefined },
    body,
  }) as const;
const payment = (payToken: string) => shown({ payment: { payToken } });
const kept = (filter: Parameters<typeof pageAccessRecords>[1] = {}, limit = 50) =>
  pageAccessRecords(test.storage.reader, filter, { cursor: undefined, limit });
const tokens = () => kept()?.items.map(({ payTokens }) => payTokens);

describe('what was shown', () => {
  it('is recorded once in ten minutes, for each person and each address', async () => {
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

  it('is read from what goes out, whatever somebody has written into it', async () => {
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

describe('while the disk is full', () => {
  it('it waits in memory, the log says so, and it is written later', async () => {
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

  it('it waits up to a number, the newest first', async () => {
    const records = recorder();
    full = true;
    for (let n = 0; n < 20_010; n += 1) records.note(payment(`token-${String(n)}`));
    full = false;
    await records.close();
    const count = test.storage.reader.prepare(
      'SELECT count(*), min(pay_tokens) FROM access_record',
    );
    expect(count.raw().get()).toEqual([20_000, '["token-10"]']);
  });
});

describe('a page with a filter', () => {
  it('looks at so many records and says where it stopped', async () => {
    const records = recorder();
    records.note(payment('rare'));
    await records.flush();
    await test.storage.transact((connection) => {
      const more = connection.prepare(
        `INSERT INTO access_record (at, actor_type, actor_id, actor_name, kind, pay_tokens)
         VALUES (?, 'staff', 'staff-3', '박서준', 'list', '[]')`,
      );
      for (let n = 0; n < 25_000; n += 1) more.run(clock.nowIso());
    });
    const first = kept({ payToken: 'rare' });
    expect(first?.items).toEqual([]);
    const next = pageAccessRecords(
      test.storage.reader,
      { payToken: 'rare' },
      { cursor: first?.nextCursor ?? '', limit: 50 },
    );
    expect(next?.items.map(({ payTokens }) => payTokens)).toEqual([['rare']]);
    expect(next?.nextCursor).toBeNull();
    const later = new Date(clock.nowMs() + 1000).toISOString();
    expect(kept({ from: later })?.items).toEqual([]);
    expect(kept({ to: '2020-01-01T00:00:00.000Z' })?.items).toEqual([]);
    expect(kept({ from: '2020-01-01T00:00:00.000Z', to: later }, 2)?.items).toHaveLength(2);
    await records.close();
  });
});
