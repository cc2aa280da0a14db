/** Reading personal data of buyers without leaving an access record. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../shared/access-record.ts';
import { knowPaid, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PHONE = '010-9753-5678';
const REASON = '세금 신고에 쓰려고';

let desk: RunningDesk;
let payToken: string;
let operationId: string;
beforeAll(async () => {
  desk = await startTestDesk();
  payToken = await knowPaid(desk, { productDesc: `꽃다발 (${PHONE})` });
  operationId = randomUUID();
  await putRefund(desk, payToken, 4000, { id: operationId, waitSeconds: 15 });
});
afterAll(async () => {
  await desk.close();
});

const records = async (query: Record<string, string> = {}): Promise<AccessRecord[]> => {
  const search = new URLSearchParams(query).toString();
  const { status, body } = await desk.as('manager').call('GET', `/api/access-records?${search}`);
  expect(status).toBe(200);
  return body.items;
};
const idOf = async (name: string) =>
  (await desk.as('viewer', name).call('GET', '/api/me')).body.staff.id as string;
const recordsOf = async (name: string) => records({ staff: await idOf(name) });

const reads: [what: string, path: () => string, kind: AccessRecord['kind']][] = [
  ['the list', () => '/api/payments', 'list'],
  ['a payment', () => `/api/payments/${payToken}`, 'payment'],
  ['an operation', () => `/api/operations/${operationId}`, 'operation'],
  ['a receipt', () => `/api/operations/${operationId}/receipt`, 'receipt'],
];

describe('a read', () => {
  it.each(reads)('of %s tells who, when, from where and whose', async (what, path, kind) => {
    const name = what.replaceAll(' ', '-');
    const before = new Date().toISOString();
    expect((await desk.as('viewer', name).call('GET', path())).status).toBe(200);
    const id = await idOf(name);
    expect(await recordsOf(name)).toEqual([
      {
        id: expect.any(Number),
        at: expect.any(String),
        actor: { type: 'staff', id, name: `${name} viewer`, address: '127.0.0.1' },
        kind,
        payTokens: [payToken],
        query: null,
        requests: 1,
      },
    ]);
    const [record] = await recordsOf(name);
    expect((record?.at ?? '') >= before).toBe(true);
  });

  it('by a search that finds nothing is told, with numbers masked', async () => {
    const viewer = desk.as('viewer', 'guesser');
    await viewer.call('GET', `/api/payments?q=${PHONE}&status=PAY_COMPLETE`);
    expect(await recordsOf('guesser')).toMatchObject([
      { kind: 'list', payTokens: [], query: { q: '•••-••••-5678', status: ['PAY_COMPLETE'] } },
    ]);
  });

  it('of a count is told as well', async () => {
    await desk.as('viewer', 'counter').call('GET', '/api/payments/summary?q=꽃다발');
    expect(await recordsOf('counter')).toMatchObject([{ kind: 'list', query: { q: '꽃다발' } }]);
  });

  it('of what an error carries is told', async () => {
    const unclear = await knowPaid(desk, { productDesc: '화분' });
    const id = randomUUID();
    await desk.sandbox.fault({
      call: 'refunds',
      effect: 'before',
      fault: 'drop',
      payToken: unclear,
    });
    await putRefund(desk, unclear, 4000, { id, waitSeconds: 3 });
    const answer = await desk.as('viewer', 'erring').call('GET', `/api/operations/${id}/receipt`);
    expect(answer.body.operation.payToken).toBe(unclear);
    expect(await recordsOf('erring')).toMatchObject([{ kind: 'receipt', payTokens: [unclear] }]);
  });

  it('by a file is told each time', async () => {
    const path = `/api/exports/payments.csv?reason=${encodeURIComponent(REASON)}&q=꽃다발`;
    for (let times = 0; times < 2; times += 1) await desk.as('manager', 'taker').file(path);
    const id = (await desk.as('manager', 'taker').call('GET', '/api/me')).body.staff.id;
    const taken = await records({ staff: id, kind: 'export' });
    const file = expect.stringMatching(/^changgu-payments-.*\.csv$/);
    expect(taken.map(({ query }) => query)).toEqual([
      { q: '꽃다발', reason: REASON, file },
      { q: '꽃다발', reason: REASON, file },
    ]);
  });

  it('by asking Toss for an order that it does not know is told', async () => {
    const viewer = desk.as('viewer', 'asker');
    const answer = await viewer.call('POST', '/api/payments/lookup', { orderNo: 'NO-SUCH-1' });
    expect(answer.status).toBe(404);
    expect(await recordsOf('asker')).toMatchObject([
      { kind: 'payment', payTokens: [], query: { orderNo: 'NO-SUCH-1' } },
    ]);
  });

  it('is found by the payment', async () => {
    const found = await records({ payToken, limit: '200' });
    expect(new Set(found.map(({ kind }) => kind))).toEqual(
      new Set(['list', 'payment', 'operation', 'receipt']),
    );
    expect(found.every(({ payTokens }) => payTokens.includes(payToken))).toBe(true);
  });
});

describe('a screen that keeps itself fresh', () =>
  it('is one record, however often it asks, until it shows another payment', async () => {
    const viewer = desk.as('viewer', 'watcher');
    for (let times = 0; times < 30; times += 1) await viewer.call('GET', '/api/payments');
    expect(await recordsOf('watcher')).toHaveLength(1);
    const next = await knowPaid(desk, { productDesc: '새 꽃' });
    await viewer.call('GET', '/api/payments');
    expect(await recordsOf('watcher')).toMatchObject([{ payTokens: [next] }, {}]);
  }));

describe('somebody who asks for a new amount each time, with a long list of statuses', () =>
  it('leaves a row for some of it and a count of the rest, each of them short', async () => {
    const viewer = desk.as('viewer', 'flooder');
    const ask = (n: number, statuses: number) =>
      viewer.call(
        'GET',
        `/api/payments?amountMin=${String(n)}${`&status=${'x'.repeat(30)}`.repeat(statuses)}`,
      );
    expect((await ask(0, 180)).status).toBe(422);
    for (let n = 1; n <= 200; n += 1) expect((await ask(n, 12)).status).toBe(200);
    const id = await idOf('flooder');
    await desk.restart();
    const [sum] = desk.read<{ rows: number; longest: number; requests: number }>(
      `SELECT count(*) AS rows, max(length(query)) AS longest, sum(requests) AS requests
       FROM access_record WHERE actor_id = '${id}'`,
    );
    expect(sum?.rows).toBe(61);
    expect(sum?.requests).toBe(200);
    expect(sum?.longest).toBeLessThan(700);
  }));

describe('the records', () => {
  it('are a manager’s to read, and to take along for a reason', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      expect((await desk.as(role).call('GET', '/api/access-records')).status).toBe(403);
    }
    const asked = new URLSearchParams({ reason: REASON, payToken }).toString();
    const { status, bytes, headers } = await desk
      .as('manager')
      .file(`/api/exports/access-records.csv?${asked}`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/changgu-access-.*KST\.csv/);
    const text = bytes.toString('utf8');
    expect(text).toContain('접속 주소');
    expect(text).toContain('a-payment viewer');
    expect(text).toContain(payToken);
    const [row] = desk.read<{ detail: string }>(
      "SELECT detail FROM audit WHERE action = 'data-exported' ORDER BY seq DESC LIMIT 1",
    );
    expect(JSON.parse(row?.detail ?? '{}')).toMatchObject({
      what: 'access-records',
      reason: REASON,
      filter: { payToken },
    });
  });

  it('outlast a restart', async () => {
    await desk.as('viewer', 'late').call('GET', `/api/payments/${payToken}`);
    await desk.restart();
    expect(await recordsOf('late')).toMatchObject([{ kind: 'payment', payTokens: [payToken] }]);
  });

  it('are not changed, and not removed before a year is over', async () => {
    await desk.stop();
    expect(() => desk.db.script("UPDATE access_record SET actor_name = '아무도'")).toThrow(
      'append only',
    );
    expect(() => desk.db.script('DELETE FROM access_record')).toThrow('kept for a year');
    await desk.start();
  });

  it('of a page that is not full go on', async () => {
    const first = await desk.as('manager').call('GET', '/api/access-records?limit=3');
    expect(first.body.items).toHaveLength(3);
    const next = first.body.nextCursor as string;
    const second = await desk
      .as('manager')
      .call('GET', `/api/access-records?limit=3&cursor=${next}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: AccessRecord) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(6);
    const foreign = await desk.as('manager').call('GET', '/api/access-records?cursor=x');
    expect(foreign.status).toBe(422);
  });
});
