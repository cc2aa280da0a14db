/** The file of calls: what is stored, for how long, and that nothing depends on it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCallRecorder, type CallRecorder } from '../../server/developer/call-recorder.ts';
import { createLogger } from '../../server/log.ts';
import { Database } from '../../server/sqlite.ts';
import { openCallFile } from '../../server/storage/call-log.ts';
import type { Exchange, TossCall } from '../../server/toss/exchange.ts';
import type { Transport } from '../../server/toss/transport.ts';
import { KEPT_STATUS_READS } from '../../shared/toss-call.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';

let dir: string;
let file: string;
let clock: FakeClock;
let storage: TestStorage;
let lines: string[];
let recorder: CallRecorder | null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-calls-'));
  file = join(dir, 'test.calls.db');
  clock = createFakeClock('2026-11-24T05:00:00.000Z');
  storage = openTestStorage(clock);
  lines = [];
  recorder = null;
});
afterEach(() => {
  recorder?.close();
  storage.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(): CallRecorder {
  const log = createLogger('info', (line) => lines.push(line));
  recorder = createCallRecorder({ file, read: storage.storage.read, clock, log });
  return recorder;
}

function exchangeOf(call: TossCall, part: Partial<Exchange> = {}): Exchange {
  const at = clock.nowIso();
  return {
    ...{ call, outcome: 'answered', httpStatus: 200, contentType: 'application/json' },
    ...{ json: { code: 0 }, code: 0, errorCode: null, message: null, failure: null },
    ...{ answerText: '{"code":0}', answerHash: 'a'.repeat(64), startedAt: at, endedAt: at },
    ...part,
  };
}

/** A transport with given answers. */
function lineTo(answers: (call: TossCall) => Exchange): Transport {
  return {
    call: async (call) => ({ exchange: answers(call), dateHeader: null }),
    close: async () => undefined,
  };
}

async function make(on: CallRecorder, call: TossCall, count = 1, body = '{"payToken":"t1"}') {
  const line = on.listen(lineTo((name) => exchangeOf(name)));
  for (let n = 0; n < count; n += 1) await line.call(call, body);
}

const everything = { cursor: undefined, limit: 200 };
function itemsOf(on: CallRecorder) {
  const page = on.page({}, everything);
  if (page === null || page === 'foreign') throw new Error(`no page: ${String(page)}`);
  return page.items;
}

describe('a call', () => {
  it('is written a second after it ended, together with others that ended meanwhile', async () => {
    const on = open();
    await make(on, 'refunds', 3);
    const beside = new Database(file, { readonly: true });
    const count = () => beside.prepare('SELECT count(*) AS n FROM toss_call').get();
    expect(count()).toEqual({ n: 0 });
    await clock.advance(1000);
    expect(count()).toEqual({ n: 3 });
    beside.close();
  });

  it('is checked, when its connection is open, for permission to be sent', async () => {
    let may: boolean | undefined;
    const toss: Transport = {
      ...lineTo((name) => exchangeOf(name)),
      call: async (call, _body, mayGo) => {
        may = mayGo?.();
        return { exchange: exchangeOf(call), dateHeader: null };
      },
    };
    await open()
      .listen(toss)
      .call('refunds', '{}', () => false);
    expect(may).toBe(false);
  });

  it('is passed on unchanged to the engine, also where it can’t be recorded', async () => {
    const on = open();
    const exchange = exchangeOf('refunds');
    // A value that throws on every access.
    const broken = new Proxy(exchange, {
      get: (target, name) => {
        if (name === 'json') throw new Error('unreadable');
        return Reflect.get(target, name) as unknown;
      },
    });
    const answered = await on.listen(lineTo(() => broken)).call('refunds', '{}');
    expect(answered.exchange).toBe(broken);
    expect(itemsOf(on)).toEqual([]);
    expect(lines.join('')).toContain('a call to Toss could not be noted');
  });

  it('is passed on also where recording fails completely', async () => {
    clock.after = () => {
      throw new Error('no timers');
    };
    const exchange = exchangeOf('refunds');
    const answered = await open()
      .listen(lineTo(() => exchange))
      .call('refunds', '{}');
    expect(answered.exchange).toBe(exchange);
    expect(lines.join('')).toContain('no timers');
  });

  it('is stored with up to 16 KiB of its answer, and marked where there was more', async () => {
    const on = open();
    const json = {
      code: 0,
      refunds: Array.from({ length: 150 }, (_, n) => ({
        refundNo: `${n}`,
        amount: 1,
        reason: '가나다라마바사',
      })),
    };
    const whole = JSON.stringify(json);
    const cut = (text: string, bytes: number) => Buffer.from(text).subarray(0, bytes).toString();
    expect(Buffer.byteLength(whole)).toBeGreaterThan(8 * 1024);
    const line = on.listen(
      lineTo((call) => exchangeOf(call, { json, answerText: cut(whole, 8 * 1024) })),
    );
    await line.call('status', '{"payToken":"t1"}');
    const huge = { ...json, refunds: [...json.refunds, ...json.refunds, ...json.refunds] };
    const longer = on.listen(
      lineTo((call) =>
        exchangeOf(call, { json: huge, answerText: cut(JSON.stringify(huge), 8 * 1024) }),
      ),
    );
    await longer.call('status', '{"payToken":"t1"}');
    const [second, first] = itemsOf(on).map(({ id }) => on.find(id)?.answer);
    expect(first).toEqual({ text: whole, cut: false });
    expect(second?.cut).toBe(true);
    expect(Buffer.byteLength(second?.text ?? '')).toBeLessThanOrEqual(16 * 1024);
  });
});

describe('the stored calls', () => {
  it('are the newest 20,000 status reads, and every other call for 90 days', async () => {
    const on = openCallFile(file);
    const row = (call: TossCall, day: number) => ({
      ...{ call, took_ms: 1, outcome: 'ok' as const, http_status: 200, error_code: null },
      ...{ message: null, failure: null, content_type: null, pay_token: 't1', order_no: null },
      ...{ operation_id: null, answer_hash: null, request: '{}', request_cut: 0 as const },
      ...{ answer: null, answer_cut: 0 as const },
      started_at: new Date(Date.parse('2026-01-01T00:00:00.000Z') + day * 86_400_000).toISOString(),
    });
    on.append(Array.from({ length: KEPT_STATUS_READS + 1200 }, (_, n) => row('status', n / 1000)));
    on.append(Array.from({ length: 100 }, (_, day) => row('refunds', day)));
    const since = new Date(Date.parse('2026-01-01T00:00:00.000Z') + 10 * 86_400_000).toISOString();
    let rounds = 1;
    while (on.prune({ statusReads: KEPT_STATUS_READS, othersSince: since })) rounds += 1;
    expect(rounds).toBe(3);
    on.close();
    const beside = new Database(file, { readonly: true });
    const counts = beside.prepare(
      'SELECT call, count(*) AS n, min(started_at) AS first FROM toss_call GROUP BY call ORDER BY call',
    );
    expect(counts.all()).toEqual([
      { call: 'refunds', n: 90, first: since },
      // The oldest 1200 are deleted: each day has a thousand.
      { call: 'status', n: KEPT_STATUS_READS, first: '2026-01-02T04:48:00.000Z' },
    ]);
    beside.close();
  });

  it('are cleaned up while new ones are added', async () => {
    const on = open();
    await make(on, 'refunds');
    await clock.advance(2000);
    expect(itemsOf(on)).toHaveLength(1);
    await clock.advance(91 * 86_400_000);
    await make(on, 'cancel', 199);
    await clock.advance(2000);
    await clock.advance(2000);
    expect(itemsOf(on).map(({ call }) => call)).not.toContain('refunds');
  });

  it('are found by any filter without a full scan', () => {
    openCallFile(file).close();
    const beside = new Database(file, { readonly: true });
    const plan = (where: string) =>
      beside
        .prepare(
          `EXPLAIN QUERY PLAN SELECT id FROM toss_call WHERE ${where} ORDER BY started_at DESC, id DESC LIMIT 51`,
        )
        .all()
        .map((row) => (row as { detail: string }).detail)
        .join('; ');
    for (const where of [
      "call = 'refunds'",
      "outcome = 'lost'",
      "pay_token = 't1'",
      "operation_id = 'o1'",
      "started_at >= '2026'",
    ]) {
      expect(plan(where)).toMatch(/^SEARCH toss_call USING (?:COVERING )?INDEX \w+ \([^)]*\)$/);
    }
    beside.close();
  });
});

describe('a file that can’t be written', () => {
  it('is reported once in the log and with its start in the view; nothing is lost afterwards', async () => {
    const on = open();
    await make(on, 'refunds');
    expect(itemsOf(on)).toHaveLength(1);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await make(on, 'cancel', 3);
    await clock.advance(1000);
    const since = on.notKeptSince();
    expect(since).not.toBeNull();
    // Calls stored before can still be read.
    expect(itemsOf(on)).toHaveLength(1);
    await clock.advance(30_000);
    expect(on.notKeptSince()).toBe(since);
    other.close();
    await clock.advance(30_000);
    expect(on.notKeptSince()).toBeNull();
    expect(itemsOf(on)).toHaveLength(4);
    const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said).toEqual([
      'calls to Toss are not written down for now',
      'calls to Toss are written down again',
    ]);
  });

  it('buffers a thousand calls in memory, and drops status reads first', async () => {
    const on = open();
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await make(on, 'refunds', 600);
    await make(on, 'status', 800);
    other.close();
    await clock.advance(60_000);
    const page = (call: TossCall) => {
      const found = on.page({ call }, { cursor: undefined, limit: 2000 });
      return found === null || found === 'foreign' ? -1 : found.items.length;
    };
    expect([page('refunds'), page('status')]).toEqual([600, 400]);
  });

  it.each([
    ['a text', () => writeFileSync(file, 'no database '.repeat(1000))],
    ['a folder', () => mkdirSync(file)],
    [
      'of a newer desk',
      () => {
        const newer = new Database(file);
        newer.pragma('user_version = 99');
        newer.close();
      },
    ],
  ])('because it is %s stops nothing else', async (_what, spoil) => {
    spoil();
    const on = open();
    expect(on.notKeptSince()).not.toBeNull();
    await make(on, 'refunds', 3);
    await clock.advance(1000);
    expect(on.page({}, everything)).toBeNull();
    expect(on.find(1)).toBeUndefined();
    expect(lines).toHaveLength(1);
    rmSync(file, { recursive: true });
    await clock.advance(30_000);
    expect(itemsOf(on)).toHaveLength(3);
  });
});
