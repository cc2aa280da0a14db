import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIEWS_AT_MOST, type SavedView } from '../../shared/api-views.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

const clerk = () => desk.as('operator');
const colleague = () => desk.as('viewer');
const content = { name: '오늘 환불', query: 'period=today&refunded=partial', shared: false };

const add = async (more: Record<string, unknown> = {}, who = clerk()): Promise<SavedView> => {
  const { status, body } = await who.call('POST', '/api/views', { ...content, ...more });
  expect(status).toBe(201);
  return body as SavedView;
};
const seen = async (who = clerk()) =>
  ((await who.call('GET', '/api/views')).body as { items: SavedView[] }).items;

describe('a saved view', () => {
  it('is visible to its owner only until it is shared', async () => {
    const view = await add({ name: 'mine' });
    expect(view).toMatchObject({ name: 'mine', shared: false, mine: true, isDefault: false });
    expect((await seen()).map(({ id }) => id)).toContain(view.id);
    expect((await seen(colleague())).map(({ id }) => id)).not.toContain(view.id);
    const shared = await clerk().call('PATCH', `/api/views/${view.id}`, { shared: true });
    expect(shared.body).toMatchObject({ shared: true, query: content.query });
    const [theirs] = (await seen(colleague())).filter(({ id }) => id === view.id);
    expect(theirs).toMatchObject({ mine: false, owner: { name: expect.any(String) as unknown } });
  });

  it('can be the start view, one for each person', async () => {
    const first = await add({ name: 'first', isDefault: true, shared: true });
    const second = await add({ name: 'second' });
    await clerk().call('PATCH', `/api/views/${second.id}`, { isDefault: true });
    // Also one of a colleague, which is not changed by that.
    const theirs = await colleague().call('PATCH', `/api/views/${first.id}`, { isDefault: true });
    expect(theirs.body).toMatchObject({ isDefault: true, mine: false });
    const defaults = (await seen()).filter(({ isDefault }) => isDefault);
    expect(defaults.map(({ name }) => name)).toEqual(['second']);
    await clerk().call('PATCH', `/api/views/${second.id}`, { isDefault: false });
    expect((await seen()).some(({ isDefault }) => isDefault)).toBe(false);
    // Once it is not shared any more, it is nobody else's start view.
    await clerk().call('PATCH', `/api/views/${first.id}`, { shared: false });
    expect((await seen(colleague())).some(({ isDefault }) => isDefault)).toBe(false);
  });

  it('is changed by its owner only, and deleted by a manager too', async () => {
    const view = await add({ name: 'ours', shared: true });
    const path = `/api/views/${view.id}`;
    expect((await colleague().call('PATCH', path, { name: 'theirs' })).body.code).toBe('forbidden');
    expect((await colleague().call('DELETE', path)).body.code).toBe('forbidden');
    expect((await desk.as('manager').call('DELETE', path)).status).toBe(204);
    expect((await clerk().call('PATCH', path, { name: 'gone' })).status).toBe(404);
    const own = await add({ name: 'own' });
    expect((await desk.as('manager').call('DELETE', `/api/views/${own.id}`)).status).toBe(404);
    expect((await clerk().call('DELETE', `/api/views/${own.id}`)).status).toBe(204);
  });

  it('has a unique name among its owner’s', async () => {
    await add({ name: 'twice' });
    const again = await clerk().call('POST', '/api/views', { ...content, name: ' twice ' });
    expect(again).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/name', code: 'name-taken' }] },
    });
    await add({ name: 'twice' }, colleague());
    const other = await add({ name: 'another' });
    const renamed = await clerk().call('PATCH', `/api/views/${other.id}`, { name: 'twice' });
    expect(renamed.status).toBe(422);
    expect(
      (await clerk().call('PATCH', `/api/views/${other.id}`, { name: 'another' })).status,
    ).toBe(200);
  });

  it.each([
    ['', 'period=today'],
    ['two\nlines', 'period=today'],
    ['x', '?period=today'],
    ['x', 'not a query'],
    ['x', 'a'.repeat(2001)],
  ])('is refused as %j with %j', async (name, query) => {
    const { status } = await clerk().call('POST', '/api/views', { name, query, shared: false });
    expect(status).toBe(422);
  });

  it('is one of fifty at most', async () => {
    const many = desk.as('operator', 'collector');
    for (let made = 0; made < VIEWS_AT_MOST; made += 1) await add({ name: String(made) }, many);
    const { body } = await many.call('POST', '/api/views', { ...content, name: 'one more' });
    expect(body.errors).toMatchObject([{ code: 'too-many-views', params: { max: 50 } }]);
  });
});
