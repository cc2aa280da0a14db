/** The calls and callbacks that a manager sees, over HTTP with a real desk and a real sandbox. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../server/sqlite.ts';
import type { Answer } from '../../shared/api.ts';
import { storedBytes } from '../support/database-in.ts';
import {
  knowApproved,
  knowPaid,
  putOperation,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { TEST_API_KEY } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

type Calls = Answer<'GET /api/calls'>;
type Call = Answer<'GET /api/calls/:id'>;
type Callbacks = Answer<'GET /api/callbacks'>;

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

const get = async <T>(path: string, on = desk): Promise<T> => {
  const answer = await on.as('manager').call('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
};
const calls = (query: string, on = desk) => get<Calls>(`/api/calls?${query}`, on);
const whole = (id: number) => get<Call>(`/api/calls/${id}`);

describe('a refund', () => {
  it('shows its request and its answer, with the operation that it belongs to', async () => {
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 10 });
    const { items, notKeptSince } = await calls(`payToken=${payToken}&call=refunds`);
    expect(notKeptSince).toBeNull();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      ...{ call: 'refunds', outcome: 'ok', httpStatus: 200, payToken, operationId: id },
      errorCode: null,
    });
    const call = await whole(items[0]!.id);
    expect(JSON.parse(call.request.text)).toMatchObject({ payToken, refundNo: id, amount: 4000 });
    expect(JSON.parse(call.answer?.text ?? '')).toMatchObject({ code: 0, refundNo: id });
    // The audit log has the same hash, so that the two can be compared.
    const audited = await get<{ items: { detail: Record<string, unknown> }[] }>(
      `/api/audit?operationId=${id}`,
    );
    expect(audited.items.map(({ detail }) => detail['answerHash'])).toContain(call.answerHash);
  });

  it('is shown with the reads that were made for it', async () => {
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id, waitSeconds: 10 });
    const { items } = await calls(`operationId=${id.toUpperCase()}`);
    expect(items.map(({ call }) => call)).toEqual(expect.arrayContaining(['refunds', 'status']));
    // Neither the look-up before the request nor a read after the refund belongs to it.
    await desk.as('operator').call('POST', `/api/payments/${payToken}/refresh`);
    const all = await calls(`payToken=${payToken}`);
    expect(all.items[0]).toMatchObject({ call: 'status', operationId: null });
    expect(all.items.at(-1)).toMatchObject({ call: 'status', operationId: null });
  });

  it('that Toss refuses, and one whose answer is lost, are told apart', async () => {
    const refused = await knowPaid(desk);
    await desk.sandbox.fault({
      ...{ call: 'refunds', effect: 'before', fault: 'errorCode', payToken: refused },
      errorCode: 'REFUND_EXCEED_DAILY',
    });
    const first = randomUUID();
    await putRefund(desk, refused, 4000, { id: first });
    await waitForState(desk, first, ['failed']);
    expect((await calls(`operationId=${first}&call=refunds`)).items[0]).toMatchObject({
      ...{ outcome: 'refused', errorCode: 'REFUND_EXCEED_DAILY' },
    });
    const lost = await knowPaid(desk);
    await desk.sandbox.fault({ call: 'refunds', fault: 'drop', payToken: lost });
    const second = randomUUID();
    await putRefund(desk, lost, 4000, { id: second });
    await waitForState(desk, second, ['succeeded']);
    const { items } = await calls(`outcome=lost&operationId=${second}`);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ call: 'refunds', httpStatus: null });
    expect(items[0]?.failure).not.toBe('');
    expect((await whole(items[0]!.id)).answer).toBeNull();
  });
});

describe('an execute', () =>
  it('is found by its operation, which is in no field of its body', async () => {
    const payToken = await knowApproved(desk);
    const id = randomUUID();
    await putOperation(
      desk,
      payToken,
      { kind: 'execute', seenAmount: 35_000 },
      { id, waitSeconds: 10 },
    );
    const { items } = await calls(`operationId=${id}&call=execute`);
    expect(items).toHaveLength(1);
    expect((await whole(items[0]!.id)).request.text).not.toContain(id);
  }));

describe('creating a payment', () =>
  it('stores no personal data of its buyer', async () => {
    const order = { orderNo: 'buyer-1', amount: 1000, productDesc: '책', autoExecute: true };
    const made = await desk.as('operator').call('POST', '/api/payments', {
      ...order,
      userPhone: '010-1234-5678',
      metadata: '홍길동 서울시 중구 세종대로 1',
    });
    expect(made.status).toBe(201);
    const { items } = await calls(`call=payments&payToken=${String(made.body.payToken)}`);
    expect(items[0]).toMatchObject({ orderNo: 'buyer-1', outcome: 'ok' });
    const { request } = await whole(items[0]!.id);
    expect(JSON.parse(request.text)).toMatchObject({
      ...{ orderNo: 'buyer-1', userPhone: '•••-••••-5678', metadata: '••••••' },
    });
    const files = readdirSync(desk.dir).filter((name) => name.startsWith('test.calls.db'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const bytes = readFileSync(join(desk.dir, name));
      expect([name, bytes.includes('1234-5678'), bytes.includes('홍길동')]).toEqual([
        ...[name, false, false],
      ]);
    }
  }));

describe('the key', () =>
  it('is in no response, and not in the file', async () => {
    const { items } = await calls('limit=200');
    expect(items.length).toBeGreaterThan(10);
    const answers = [
      await get('/api/developer'),
      items,
      ...(await Promise.all(items.map(({ id }) => whole(id)))),
    ];
    expect(JSON.stringify(answers)).not.toContain(TEST_API_KEY);
    expect(JSON.stringify(answers)).not.toContain('apiKey');
    expect(storedBytes(desk).includes(TEST_API_KEY)).toBe(false);
  }));

describe('the list', () => {
  it('continues where a page ended, each call once, whatever is added meanwhile', async () => {
    const all = (await calls('limit=200')).items.map(({ id }) => id);
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Calls = await calls(`limit=7${at}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (seen.length === 7) await knowPaid(desk);
    } while (cursor !== null);
    expect(seen.filter((id) => all.includes(id))).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is limited to the requested time', async () => {
    const { items } = await calls('limit=200');
    const middle = items[Math.floor(items.length / 2)]!.startedAt;
    const before = await calls(`limit=200&to=${middle}`);
    const since = await calls(
      `limit=200&from=${encodeURIComponent(middle.replace('Z', '+00:00'))}`,
    );
    expect(before.items.every(({ startedAt }) => startedAt < middle)).toBe(true);
    expect(since.items.every(({ startedAt }) => startedAt >= middle)).toBe(true);
    expect(since.items.length).toBeGreaterThan(0);
  });

  it('refuses the cursor of another list, and answers 404 for an unknown call', async () => {
    const manager = desk.as('manager');
    for (const path of [
      '/api/calls?cursor=17',
      '/api/callbacks?cursor=2026-11-24T05:00:00.000Z/1',
    ]) {
      expect(await manager.call('GET', path)).toMatchObject({
        ...{ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } },
      });
    }
    for (const path of ['/api/calls/999999', '/api/callbacks/999999']) {
      expect((await manager.call('GET', path)).status).toBe(404);
    }
  });
});

describe('a callback', () => {
  const post = (body: string, type = 'application/x-www-form-urlencoded;charset=UTF-8') =>
    desk.fetch('/toss/callback', { method: 'POST', headers: { 'content-type': type }, body });
  const kept = (query: string) => get<Callbacks>(`/api/callbacks?${query}`);

  it('is shown with its count, its outcome, and no personal data', async () => {
    const payToken = await knowPaid(desk);
    const body = `status=PAY_SUCCESS&payToken=${payToken}&metadata=${encodeURIComponent('홍길동')}`;
    await post(body);
    await post(body);
    const { items } = await waitUntil(
      'read',
      () => kept(`payToken=${payToken}`),
      (page) => page.items[0]?.outcome === 'read',
    );
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ payToken, times: 2, outcome: 'read' });
    const one = await get<Answer<'GET /api/callbacks/:id'>>(`/api/callbacks/${items[0]!.id}`);
    const fields = new URLSearchParams(one.body.text);
    expect(fields.get('payToken')).toBe(payToken);
    expect(fields.get('metadata')).toBe('••••••');
    expect(one.body.cut).toBe(false);
  });

  it('about nothing that Toss knows is shown as such', async () => {
    await post('status=PAY_SUCCESS&payToken=test_forged');
    const { items } = await waitUntil(
      'not found',
      () => kept('outcome=not-found'),
      (page) => page.items.length > 0,
    );
    expect(items[0]).toMatchObject({ payToken: 'test_forged', outcome: 'not-found', bytes: 39 });
    expect(Date.parse(items[0]!.expiresAt ?? '')).toBeGreaterThan(Date.now());
    const one = await get<Answer<'GET /api/callbacks/:id'>>(`/api/callbacks/${items[0]!.id}`);
    expect(one.body.text).toBe('');
  });

  it('that names no payment is shown without waiting for a read', async () => {
    await post('<script>alert(1)</script>', 'text/html');
    const { items } = await kept('outcome=ignored&limit=1');
    expect(items[0]).toMatchObject({ payToken: null, contentType: 'text/html' });
  });

  it('is found at once by payment, and in batches by outcome', async () => {
    const plant = (from: number, to: number) =>
      desk.db.run(
        `WITH RECURSIVE counted(n) AS (SELECT CAST(? AS BIGINT) UNION ALL
           SELECT n + 1 FROM counted WHERE n < ?)
       INSERT INTO callback
         (received_at, content_type, body_hash, body, pay_token, handled_at, outcome)
       SELECT '2026-11-24T05:00:00.000Z', 'x', 'planted-' || n, 'x', 'test_flood',
         '2026-11-24T05:00:00.000Z', 'read' FROM counted`,
        from,
        to,
      );
    // In pieces: a statement that takes long is ended.
    for (let from = 1; from <= 20_500; from += 4100) plant(from, from + 4099);
    expect(await kept('payToken=test_forged')).toMatchObject({
      items: [{ payToken: 'test_forged' }],
      nextCursor: null,
    });
    const first = await kept('outcome=ignored');
    expect(first.items).toEqual([]);
    expect(first.nextCursor).not.toBeNull();
    const second = await kept(`outcome=ignored&cursor=${String(first.nextCursor)}`);
    expect(second.items.length).toBeGreaterThan(0);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a damaged file of calls', () => {
  it('affects no refund: the start reports it, and so does the view', async () => {
    const other = await startTestDesk({ sandbox: desk.sandbox });
    try {
      const payToken = await knowPaid(other);
      await other.stop();
      for (const name of readdirSync(other.dir)) {
        if (name.startsWith('test.calls.db')) rmSync(join(other.dir, name));
      }
      writeFileSync(join(other.dir, 'test.calls.db'), 'this is no database '.repeat(500));
      await other.start();
      const id = randomUUID();
      const answer = await putRefund(other, payToken, 4000, { id, waitSeconds: 10 });
      expect(answer.body).toMatchObject({ id, state: 'succeeded' });
      const page = await calls('', other);
      expect(page.items).toEqual([]);
      expect(page.notKeptSince).not.toBeNull();
      expect(other.log.join('')).toContain('calls to Toss are not written down for now');
    } finally {
      await other.close();
    }
  });

  it('or a locked one loses nothing that was recorded meanwhile', async () => {
    const payToken = await knowPaid(desk);
    await calls('limit=1');
    const holder = new Database(join(desk.dir, 'test.calls.db'));
    holder.exec('BEGIN IMMEDIATE');
    try {
      const answer = await putRefund(desk, payToken, 4000, { waitSeconds: 10 });
      expect(answer.body).toMatchObject({ state: 'succeeded' });
      const page = await calls(`payToken=${payToken}&call=refunds`);
      expect(page.items).toEqual([]);
      expect(page.notKeptSince).not.toBeNull();
    } finally {
      holder.close();
    }
    const page = await calls(`payToken=${payToken}&call=refunds`);
    expect(page.notKeptSince).toBeNull();
    expect(page.items).toHaveLength(1);
  });
});

describe('the page for connecting a shop', () =>
  it('shows the addresses, the version and the last four characters of the key', async () =>
    expect(await get('/api/developer')).toEqual({
      apiUrl: `${desk.url}/api`,
      callbackUrl: `${desk.url}/toss/callback`,
      tossBaseUrl: desk.sandbox.url,
      tossApiVersion: 'v1',
      keyLast4: TEST_API_KEY.slice(-4),
      adoptsUnknown: true,
    })));
