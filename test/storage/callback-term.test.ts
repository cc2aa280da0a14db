/**
 * Callbacks about no payment of the desk: stored until Toss was read, and deleted after their term.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CALLBACK_TERM_MS,
  closeCallbacks,
  dropExpiredCallbacks,
  keepCallbacks,
  MOST_BYTES_FROM_ANYBODY,
  MOST_EXPIRING,
  MOST_OF_A_PAYMENT,
  unhandledCallbackTokens,
} from '../../server/storage/callbacks.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import type { RawDatabase } from '../support/raw-database.ts';
import { openTestStorage, plantPayment, type TestStorage } from '../support/open-test-storage.ts';

const START = '2026-11-24T05:00:00.000Z';
const END = new Date(Date.parse(START) + CALLBACK_TERM_MS).toISOString();

let clock: FakeClock;
let test: TestStorage;
let db: RawDatabase;
beforeEach(() => {
  clock = createFakeClock(START);
  test = openTestStorage(clock);
  db = test.db;
});
afterEach(() => {
  test.close();
});

const keep = (body: string, payToken: string | null = null, named = false) =>
  keepCallbacks(test.storage, [{ contentType: 'x', body, payToken, named }]);
const rows = () =>
  db.all('SELECT body, bytes, times, outcome, expires_at FROM callback ORDER BY id');
const row = (of: object) => ({ bytes: 13, times: 1, outcome: null, expires_at: END, ...of });

describe('a callback about a payment that the desk does not know', () => {
  it('is stored, and reduced to hash and size where Toss knows no such payment', async () => {
    await keep('payToken=구름', '구름');
    expect(rows()).toEqual([row({ bytes: 15, body: 'payToken=구름' })]);
    await closeCallbacks(test.storage, '구름', 'not-found');
    expect(rows()).toEqual([row({ bytes: 15, body: '', outcome: 'not-found' })]);
    expect(db.value('SELECT body_hash FROM callback')).toBe(
      createHash('sha256').update('payToken=구름').digest('hex'),
    );
    await clock.advance(1000);
    await keep('payToken=구름', '구름');
    const later = new Date(Date.parse(END) + 1000).toISOString();
    expect(rows()).toEqual([
      row({ bytes: 15, body: 'payToken=구름', times: 2, expires_at: later }),
    ]);
  });

  it('is kept for good once the payment is adopted, or was known before', async () => {
    await keep('payToken=cart', 'cart');
    await closeCallbacks(test.storage, 'cart', 'adopted');
    const kept = row({ body: 'payToken=cart', outcome: 'adopted', expires_at: null });
    expect(rows()).toEqual([kept]);
    const payToken = await plantPayment(test.storage);
    await keep('known', payToken);
    await closeCallbacks(test.storage, payToken, 'not-found');
    const known = row({ body: 'known', bytes: 5, outcome: 'not-found', expires_at: null });
    expect(rows()).toEqual([kept, known]);
    await clock.advance(2 * CALLBACK_TERM_MS);
    expect(await dropExpiredCallbacks(test.storage)).toBe(false);
    expect(rows()).toHaveLength(2);
    expect(() => db.run('DELETE FROM callback')).toThrow('rows are kept');
  });

  it('gets its body back and is kept when it comes again and the payment is known by then', async () => {
    const payToken = 'to-come';
    await keep('payToken=x', payToken);
    await closeCallbacks(test.storage, payToken, 'ignored');
    await plantPayment(test.storage, { payToken });
    await keep('payToken=x', payToken);
    expect(rows()).toEqual([row({ body: 'payToken=x', bytes: 10, times: 2, expires_at: null })]);
  });

  it('is reduced to hash and size where it names no payment, and waits for no read', async () => {
    await keep('status=PAY_SUCCESS');
    await keep('status=PAY_SUCCESS');
    expect(rows()).toEqual([row({ bytes: 18, body: '', times: 2, outcome: 'ignored' })]);
    expect(unhandledCallbackTokens(test.storage)).toEqual([]);
  });
});

describe('one payment, however often it is named', () => {
  const events = () => db.all("SELECT 1 FROM event WHERE what = 'callback'").length;
  const many = async (payToken: string, count: number, named = false) => {
    for (let n = 0; n < count; n += 1)
      await keep(`${named ? 'named' : 'any'} ${n}`, payToken, named);
  };

  it('has at most twenty rows, and one that counts the rest', async () => {
    const payToken = await plantPayment(test.storage);
    await many(payToken, 3 * MOST_OF_A_PAYMENT);
    expect(rows()).toHaveLength(MOST_OF_A_PAYMENT + 1);
    const mark = { body: `[more of ${payToken}]`, times: 2 * MOST_OF_A_PAYMENT, outcome: null };
    expect(rows().at(-1)).toMatchObject({ ...mark, expires_at: null });
    expect(events()).toBe(MOST_OF_A_PAYMENT);
    // A repeated callback with a row is counted there.
    await keep('any 0', payToken);
    expect(rows()[0]).toMatchObject({ times: 2 });
    expect([rows().length, events()]).toEqual([MOST_OF_A_PAYMENT + 1, MOST_OF_A_PAYMENT]);
  });

  it('has as many again from the addresses configured as Toss’s', async () => {
    const payToken = await plantPayment(test.storage);
    await many(payToken, 2 * MOST_OF_A_PAYMENT);
    await many(payToken, 2 * MOST_OF_A_PAYMENT, true);
    const named = db.value("SELECT count(*) FROM callback WHERE body LIKE 'named%'");
    expect(named).toBe(MOST_OF_A_PAYMENT);
    expect(rows()).toHaveLength(2 * MOST_OF_A_PAYMENT + 1);
  });

  it('has no more where the desk does not know it', async () => {
    await many('to-come', 3 * MOST_OF_A_PAYMENT);
    expect(rows()).toHaveLength(MOST_OF_A_PAYMENT + 1);
    expect(rows().at(-1)).toMatchObject({ times: 2 * MOST_OF_A_PAYMENT, expires_at: END });
  });

  it('keeps no large body, except from a configured address', async () => {
    const payToken = await plantPayment(test.storage);
    const large = (sign: string) => sign.repeat(MOST_BYTES_FROM_ANYBODY + 1);
    await keep('x'.repeat(MOST_BYTES_FROM_ANYBODY), payToken);
    await keep(large('y'), payToken);
    await keep(large('z'), payToken, true);
    const bytes = db.all('SELECT octet_length(body) AS held, bytes FROM callback ORDER BY id');
    expect(bytes).toEqual([
      { held: MOST_BYTES_FROM_ANYBODY, bytes: MOST_BYTES_FROM_ANYBODY },
      { held: 0, bytes: MOST_BYTES_FROM_ANYBODY + 1 },
      { held: MOST_BYTES_FROM_ANYBODY + 1, bytes: MOST_BYTES_FROM_ANYBODY + 1 },
    ]);
  });
});

describe('the queue of callbacks to process', () =>
  it('starts with known payments and configured addresses, whatever strangers sent before', async () => {
    for (let n = 0; n < 1100; n += 1) await keep(`forged ${n}`, `forged-${n}`);
    await keep('of Toss', 'made-elsewhere', true);
    const payToken = await plantPayment(test.storage);
    await keep('known', payToken);
    expect(unhandledCallbackTokens(test.storage).slice(0, 3)).toEqual([
      { payToken, named: false },
      { payToken: 'made-elsewhere', named: true },
      { payToken: 'forged-0', named: false },
    ]);
  }));

describe('at its term', () => {
  it('is deleted, in batches', async () => {
    for (let n = 0; n < 600; n += 1) await keep(`body ${n}`, `t-${n}`);
    await clock.advance(CALLBACK_TERM_MS - 1);
    expect(await dropExpiredCallbacks(test.storage)).toBe(false);
    await clock.advance(1);
    expect(await dropExpiredCallbacks(test.storage)).toBe(true);
    expect(rows()).toHaveLength(100);
    expect(await dropExpiredCallbacks(test.storage)).toBe(false);
    expect(rows()).toEqual([]);
  });

  it('is deleted earlier, the oldest first, where there are too many', async () => {
    const insert = `INSERT INTO callback (received_at, content_type, body_hash, body, expires_at)
      VALUES ('x', 'x', ?, '', ?)`;
    db.together(() => {
      for (let n = 0; n < MOST_EXPIRING + 7; n += 1) {
        db.run(insert, `hash ${n}`, new Date(Date.parse(END) + n).toISOString());
      }
    });
    expect(await dropExpiredCallbacks(test.storage)).toBe(false);
    const left = db.get('SELECT count(*) AS count, min(expires_at) AS first FROM callback');
    const first = new Date(Date.parse(END) + 7).toISOString();
    expect(left).toEqual({ count: MOST_EXPIRING, first });
  });
});
