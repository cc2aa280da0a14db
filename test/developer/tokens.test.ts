/**
 * Service tokens through the screen's endpoints: created, shown once, used, revoked; each with its
 * audit row.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedBytes } from '../support/database-in.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

const add = (name: string, scopes: string[] = ['create']) =>
  desk.as('manager').call('POST', '/api/tokens', { name, scopes });
const list = async () => (await desk.as('manager').call('GET', '/api/tokens')).body.items;
const order = { orderNo: 'by-token', amount: 1000, productDesc: '책', autoExecute: true };
const create = (text: string) =>
  desk.fetch('/api/payments', {
    method: 'POST',
    headers: { authorization: `Bearer ${text}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

describe('a token', () => {
  it('gives access by its scopes, is shown once, and is stored as a hash', async () => {
    const made = await add('온라인 매장', ['create', 'lookup']);
    expect(made.status).toBe(201);
    const { token, text } = made.body as { token: { id: string }; text: string };
    expect(text).toMatch(/^cgt_[A-Za-z0-9_-]{43}$/);
    expect((await create(text)).status).toBe(201);
    const items = await list();
    expect(items).toMatchObject([{ id: token.id, name: '온라인 매장', revokedAt: null }]);
    expect(items[0].lastUsedAt).not.toBeNull();
    expect(JSON.stringify(items)).not.toContain(text);
    expect(storedBytes(desk).includes(text)).toBe(false);
    expect(desk.log.join('')).not.toContain(text);
  });

  it('gives no access once it is revoked; revoking it again changes nothing', async () => {
    const { token, text } = (await add('popup')).body as { token: { id: string }; text: string };
    const revoke = () => desk.as('manager').call('DELETE', `/api/tokens/${token.id}`);
    const first = await revoke();
    expect(first).toMatchObject({ status: 200, body: { id: token.id } });
    expect(first.body.revokedAt).not.toBeNull();
    expect((await create(text)).status).toBe(401);
    expect((await revoke()).body).toEqual(first.body);
    const rows = desk.read<{ action: string; actor_name: string; detail: string }>(
      "SELECT action, actor_name, detail FROM audit WHERE action LIKE 'token-%' AND detail LIKE ?",
      `%${token.id}%`,
    );
    expect(rows.map(({ action, actor_name: who }) => [action, who])).toEqual([
      ['token-added', 'first manager'],
      ['token-revoked', 'first manager'],
    ]);
    expect(rows.map(({ detail }) => detail).join('')).not.toContain(text);
  });

  it('is refused under the name of a person', async () => {
    await desk.as('operator').call('GET', '/api/me');
    const [person] = desk.read<{ name: string }>(`SELECT name FROM "user" WHERE role = 'operator'`);
    const name = String(person?.name);
    for (const like of [name, ` ${name.toUpperCase()}`, `${name}.`, name.replaceAll('', ' ')]) {
      expect(await add(like)).toMatchObject({
        status: 422,
        body: { code: 'invalid-request', errors: [{ pointer: '/name', code: 'taken' }] },
      });
    }
  });

  it('has a unique name among the valid ones, which is free again once it is revoked', async () => {
    const first = (await add('kiosk')).body.token as { id: string };
    expect(await add(' kiosk ')).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ pointer: '/name', code: 'taken' }] },
    });
    await desk.as('manager').call('DELETE', `/api/tokens/${first.id}`);
    expect((await add('kiosk')).status).toBe(201);
  });

  it.each([
    ['', ['create'], '/name'],
    ['-x', ['create'], '/name'],
    ['a\u202eb', ['create'], '/name'],
    ['x'.repeat(51), ['create'], '/name'],
    ['shop', [], '/scopes'],
    ['shop', ['approve'], '/scopes/0'],
  ])('called %j for %j is refused at %s', async (name, scopes, pointer) => {
    const answer = await add(name, scopes);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(
      pointer,
    );
  });

  it('that does not exist can’t be revoked', async () => {
    const path = '/api/tokens/00000000-0000-4000-8000-000000000000';
    expect((await desk.as('manager').call('DELETE', path)).status).toBe(404);
  });
});
