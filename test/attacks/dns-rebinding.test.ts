/**
 * DNS rebinding: a foreign page points its own name at this machine and calls the default demo desk
 * under that name, so the browser lets it read the responses.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.close());

/** Sends what the page's script would send. */
async function ask(name: string, method: string, path: string, body?: object, more: string[] = []) {
  const headers = [
    `Origin: http://${name}`,
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    ...more,
  ];
  const text = rawRequest(desk.url, {
    ...{ method, path, headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { host } = new URL(desk.url);
  const named = text.toString('latin1').replace(`Host: ${host}`, `Host: ${name}`);
  const { answers } = await sendRaw(desk.url, Buffer.from(named, 'latin1'));
  const [answer] = answers;
  if (answer === undefined) throw new Error('no answer');
  const [cookie = ''] = answer.headers.get('set-cookie') ?? [];
  return { status: answer.status, cookie: cookie.split(';')[0] ?? '' };
}

const REBOUND = 'evil.example:4000';
const signIn = { email: 'manager@demo.shop', password: DEMO_PASSWORD };
const bearer = 'Authorization: Bearer anything';

it('signs nobody in, with or without a bearer beside it', async () => {
  for (const more of [[], [bearer]]) {
    const answer = await ask(REBOUND, 'POST', '/api/auth/sign-in/email', signIn, more);
    expect(answer).toEqual({ status: 403, cookie: '' });
  }
  // Also where the page guesses the desk's own name and sends a bearer header only to skip checks.
  const named = await ask('127.0.0.1:9', 'POST', '/api/auth/sign-in/email', signIn, [
    'Sec-Fetch-Site: cross-site',
    bearer,
  ]);
  expect(named).toEqual({ status: 403, cookie: '' });
});

it('reads nothing, be it with the session of somebody who is signed in', async () => {
  const cookie = await desk.signIn('manager');
  for (const path of ['/api/me', '/api/audit', '/api/auth/get-session', '/metrics', '/']) {
    const answer = await ask(REBOUND, 'GET', path, undefined, [`Cookie: ${cookie}`]);
    expect([path, answer.status]).toEqual([path, 403]);
  }
  expect((await desk.call('/api/me', { cookie })).status).toBe(200);
});
