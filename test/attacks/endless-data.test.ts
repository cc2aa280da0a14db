/** Personal data of buyers, and access records, that would be kept for ever. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { itOnSqlite } from '../support/engine.ts';
import { knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const DESC_PHONE = '010-9753-5678';
const REASON_PHONE = '010-8642-1357';
const METADATA = '받는 분 박지훈, 서울시 중구 세종대로 110';
const NOTE = '문 앞에 두었다고 박지훈 님께 전화함';
const CALLBACK_NAME = '콜백의 박지훈';
const OLD = '2019-04-01T03:40:00.000Z';

/** Runs at once what is due a minute after the start. */
const quick: typeof systemClock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(ms === 60_000 ? 30 : ms, call),
};

let desk: RunningDesk;
let old: string;
let young: string;
let open: string;
const refund = randomUUID();

/** Makes payments old, in the database of a running desk. */
function age(payTokens: readonly string[]): void {
  const sql = 'UPDATE payment SET created_at = ?, completed_at = ? WHERE pay_token = ?';
  for (const payToken of payTokens) desk.db.run(sql, OLD, OLD, payToken);
}

function recordLongAgo(): void {
  desk.db.run(
    `INSERT INTO access_record (at, actor_type, actor_id, actor_name, kind, pay_tokens)
     VALUES (?, 'staff', 'gone', '옛 직원', 'list', '[]')`,
    OLD,
  );
}

const audited = (action: string) =>
  desk
    .read<{ detail: string; actor_type: string }>(
      'SELECT detail, actor_type FROM audit WHERE action = ? ORDER BY seq',
      action,
    )
    .map(({ detail, actor_type: type }) => ({ type, ...JSON.parse(detail) }));

beforeAll(async () => {
  desk = await startTestDesk({ clock: quick });
  const fields = { productDesc: `꽃다발 (${DESC_PHONE})`, metadata: METADATA, amount: 10_000 };
  [old, young, open] = [
    await knowPaid(desk, fields),
    await knowPaid(desk, fields),
    await knowPaid(desk, fields),
  ];
  const told = { reason: `${REASON_PHONE} 요청`, note: NOTE };
  const done = await putRefund(desk, old, 4000, { id: refund, ...told, waitSeconds: 15 });
  // Nothing of a payment with an open operation is erased.
  if (done.status !== 200) await waitForState(desk, refund, ['succeeded']);
  await desk.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken: open });
  await putRefund(desk, open, 4000, { ...told, waitSeconds: 3 });
  await desk.fetch('/toss/callback', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payToken: old, metadata: CALLBACK_NAME }),
  });
  await desk.stop();
  age([old, open]);
  recordLongAgo();
  // A read would bring the true times back before the first run.
  for (const payToken of [old, open]) {
    await desk.sandbox.fault({
      call: 'status',
      effect: 'before',
      fault: 'drop',
      payToken,
      times: 99,
    });
  }
  await desk.start();
  // Nothing is erased before Toss has told the time.
  await desk.as('manager').call('POST', `/api/payments/${young}/refresh`);
  await waitUntil(
    'what is past its term is gone',
    () => audited('buyer-data-erased').length,
    (count) => count > 0,
  );
  await desk.sandbox.clearFaults();
});
afterAll(async () => {
  await desk.close();
});

const detailOf = async (payToken: string) =>
  (await desk.as('manager').call('GET', `/api/payments/${payToken}`)).body;

describe('what is known of a buyer, after its term', () => {
  it('is gone from the payment, its refunds, its history and its callbacks', async () => {
    const detail = await detailOf(old);
    const text = JSON.stringify(detail);
    for (const secret of [DESC_PHONE, REASON_PHONE, '박지훈', '5678', '1357']) {
      expect(text).not.toContain(secret);
    }
    expect(detail.payment).toMatchObject({
      productDesc: '꽃다발 (•••-••••-••••)',
      metadata: null,
      amount: 10_000,
      refunded: 4000,
    });
    expect(detail.operations[0]).toMatchObject({ reason: '•••-••••-•••• 요청', note: null });
    expect(desk.read('SELECT body FROM callback WHERE pay_token = ?', old)).toEqual([{ body: '' }]);
  });

  it('keeps the hashes of what was sent and received', async () => {
    const [row] = desk.read<{ body: string; body_hash: string }>(
      'SELECT body, body_hash FROM operation WHERE id = ?',
      refund,
    );
    const [audit] = desk.read<{ detail: string }>(
      "SELECT detail FROM audit WHERE operation_id = ? AND action = 'operation-ended'",
      refund,
    );
    expect(JSON.parse(audit?.detail ?? '{}').bodyHash).toBe(row?.body_hash);
    expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ amount: 4000, refundNo: refund });
    const { body } = await desk.as('manager').call('GET', '/api/audit/verify');
    expect(body.ok).toBe(true);
  });

  it('is found by no search, and the payment still is', async () => {
    const found = async (q: string) => {
      const search = new URLSearchParams({ q }).toString();
      const { body } = await desk.as('manager').call('GET', `/api/payments?${search}`);
      return (body.items as { payToken: string }[]).map((one) => one.payToken).toSorted();
    };
    expect(await found(DESC_PHONE)).toEqual([young, open].toSorted());
    expect(await found('꽃다발')).toEqual([old, young, open].toSorted());
  });

  it('comes back with no reading at Toss', async () => {
    const { status, body } = await desk.as('manager').call('POST', `/api/payments/${old}/refresh`);
    expect([status, body.payment.metadata]).toEqual([200, null]);
  });

  it('stays while it is younger, and while an operation on it is open', async () => {
    for (const payToken of [young, open]) {
      expect((await detailOf(payToken)).payment).toMatchObject({ metadata: METADATA });
    }
  });

  it('is counted in the audit log, and so are access records', () => {
    expect(audited('buyer-data-erased')).toEqual([
      { type: 'desk', count: 1, callbacks: 1, before: expect.any(String) },
    ]);
    expect(audited('access-records-pruned')).toEqual([
      { type: 'desk', count: 1, before: expect.any(String) },
    ]);
    expect(desk.read("SELECT * FROM access_record WHERE actor_id = 'gone'")).toEqual([]);
  });

  itOnSqlite('is in no page of the file any more', async () => {
    await desk.stop();
    const files = readdirSync(desk.dir).filter((name) => name.startsWith('test.db'));
    desk.db.script('PRAGMA wal_checkpoint(TRUNCATE)');
    const bytes = Buffer.concat(files.map((name) => readFileSync(join(desk.dir, name))));
    expect(bytes.includes(CALLBACK_NAME)).toBe(false);
    expect(bytes.includes(NOTE)).toBe(true);
    await desk.start();
  });
});

describe('the guards', () => {
  // A read from Toss has brought their real time of payment.
  beforeAll(() => age([old, open]));

  const refused = (sql: string, ...values: string[]): string => {
    try {
      desk.db.run(sql, ...values);
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };

  it('let nothing be erased that is young, or on which an operation is open', () => {
    const begin = "INSERT INTO erasing (pay_token, at) VALUES (?, '2026-01-01')";
    expect(refused(begin, young)).toContain('kept for a year');
    expect(refused(begin, open)).toContain('is open');
  });

  it('let nothing be changed while nothing is erased', () => {
    expect(refused("UPDATE operation SET note = 'x' WHERE id = ?", refund)).toContain('frozen');
    expect(refused("UPDATE event SET detail = 'x' WHERE pay_token = ?", old)).toContain('append');
    expect(refused("UPDATE callback SET body = 'x' WHERE pay_token = ?", old)).toContain('fixed');
    expect(refused("UPDATE payment SET product_desc = 'x' WHERE pay_token = ?", old)).toContain(
      'fixed',
    );
    expect(refused("UPDATE payment SET metadata = 'x' WHERE pay_token = ?", old)).toContain(
      'stays erased',
    );
  });

  it('let nothing but texts be changed while it is erased', () => {
    const during = (sql: string) => {
      try {
        desk.db.together(() => {
          desk.db.run("INSERT INTO erasing (pay_token, at) VALUES (?, '2026-01-01')", old);
          desk.db.script(sql);
        });
        return 'done';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    expect(during(`UPDATE operation SET amount = 1 WHERE id = '${refund}'`)).toContain('frozen');
    expect(during(`UPDATE event SET amount = 1 WHERE pay_token = '${old}'`)).toContain('append');
    expect(during(`UPDATE callback SET body = 'x' WHERE pay_token = '${old}'`)).toContain('fixed');
    expect(during(`UPDATE payment_refund SET amount = 1 WHERE pay_token = '${old}'`)).toContain(
      'fixed',
    );
  });
});

describe('설정', () =>
  it('has both terms, and a shorter one is recorded', async () => {
    const { body } = await desk.as('viewer').call('GET', '/api/settings');
    expect(body).toMatchObject({ accessYears: 2, buyerDataYears: 5 });
  }));
