/** An attacker signed in with a colleague's account; the colleague must be able to end it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callDesk, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const EMAIL = 'first-operator@changgu.test';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.as('operator').call('GET', '/api/me');
});
afterAll(async () => {
  await desk.close();
});

interface Listed {
  id: string;
  current: boolean;
  address: string | null;
  agent: string | null;
}
const owner = () => desk.as('operator');
const listed = async (): Promise<Listed[]> =>
  (await owner().call('GET', '/api/me/sessions')).body.items;
const opens = async (cookie: string) =>
  (await callDesk(desk.url, cookie, ['GET', '/api/me'])).status === 200;

describe('the owner of an account', () => {
  it('sees every sign-in, and which one is the own', async () => {
    const thief = await signIn(desk.url, EMAIL);
    expect(await opens(thief)).toBe(true);
    const all = await listed();
    expect(all).toHaveLength(2);
    expect(all.filter(({ current }) => current)).toHaveLength(1);
    expect(all).toContainEqual({
      id: expect.any(String),
      createdAt: expect.any(String),
      activeAt: expect.any(String),
      expiresAt: expect.any(String),
      address: '127.0.0.1',
      agent: expect.any(String),
      current: false,
    });
  });

  it('ends one of them, at once', async () => {
    const thief = await signIn(desk.url, EMAIL);
    const [newest] = (await listed()).filter(({ current }) => !current);
    const { status } = await owner().call('DELETE', `/api/me/sessions/${newest?.id ?? ''}`);
    expect(status).toBe(200);
    expect(await opens(thief)).toBe(false);
  });

  it('ends all others, and stays', async () => {
    const thieves = [await signIn(desk.url, EMAIL), await signIn(desk.url, EMAIL)];
    const { status, body } = await owner().call('DELETE', '/api/me/sessions');
    expect([status, body.items]).toMatchObject([200, [{ current: true }]]);
    for (const thief of thieves) expect(await opens(thief)).toBe(false);
    expect((await owner().call('GET', '/api/me')).status).toBe(200);
    const rows = desk.read<{ detail: string }>(
      "SELECT detail FROM audit WHERE action = 'session-ended' ORDER BY seq",
    );
    expect(rows.map(({ detail }) => JSON.parse(detail).count)).toEqual([1, 3]);
  });

  it('ends all others, also where somebody has copied the very same cookie', async () => {
    const mine = await signIn(desk.url, EMAIL);
    const copied = mine;
    const { status, headers, body } = await callDesk(desk.url, mine, [
      'DELETE',
      '/api/me/sessions',
    ]);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ current: true }]);
    const [renewed = ''] = headers.getSetCookie();
    expect(renewed).toMatch(/; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
    expect(await opens(copied)).toBe(false);
    expect(await opens(renewed.split(';')[0] ?? '')).toBe(true);
    desk.signInAnew();
  });

  it('ends and sees nobody else’s', async () => {
    const mine = (await listed())[0]?.id ?? '';
    const other = desk.as('operator', 'second');
    const theirs = await other.call('GET', '/api/me/sessions');
    expect(theirs.body.items.map(({ id }: Listed) => id)).not.toContain(mine);
    const tried = await other.call('DELETE', `/api/me/sessions/${mine}`);
    expect([tried.status, tried.body.code]).toEqual([404, 'not-found']);
    expect((await owner().call('GET', '/api/me')).status).toBe(200);
  });
});
