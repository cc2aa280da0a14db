/** A file download goes on after the session that started it has ended. */
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileStream, type Route } from '../../server/http/endpoint.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { openBrowser, signedIn, type Browser } from '../staff/browser.ts';

/** The rest of the file waits for this, as for a slow reader. */
let rest: Promise<unknown>;
async function* pieces() {
  yield 'first\n';
  await rest;
  yield 'second\n';
  yield 'last\n';
}
const moreRoutes: Route[] = [
  {
    key: 'GET /api/exports/payments.csv',
    handle: () => Promise.resolve({ status: 200, body: new FileStream('a.csv', pieces()) }),
  },
];

let desk: TestDesk;
let manager: Browser;
let thief: Browser;
beforeAll(async () => {
  desk = await startTestDesk({ moreRoutes });
  manager = await signedIn(desk, 'manager2');
});
beforeEach(async () => {
  thief = await signedIn(desk, 'manager');
});
afterAll(() => desk.close());

/** @returns what was downloaded when something happened after the first piece */
async function takenDuring(meanwhile: () => Promise<unknown>): Promise<string> {
  const gate = new EventEmitter();
  rest = once(gate, 'open');
  const path = `/api/exports/payments.csv?reason=${encodeURIComponent('세금 신고에')}`;
  const response = await desk.call(path, {
    cookie: thief.cookie,
    // Compressed, the first piece would wait for more.
    headers: { 'accept-encoding': 'identity' },
  });
  expect(response.status).toBe(200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? '';
  await meanwhile();
  gate.emit('open');
  for (;;) {
    try {
      const { done, value } = await reader.read();
      if (done) return text;
      text += value;
    } catch {
      return `${text}cut`;
    }
  }
}

const idOf = async (browser: Browser) => (await browser.get('/api/me')).body.staff.id as string;
const changed = (id: string, change: object) => manager.send('PATCH', `/api/staff/${id}`, change);

describe('a file', () => {
  it('comes whole to somebody who stays signed in', async () =>
    expect(await takenDuring(() => Promise.resolve())).toBe('first\nsecond\nlast\n'));

  it('ends when the owner of the account ends all other sign-ins', async () => {
    const owner = await signedIn(desk, 'manager');
    const taken = await takenDuring(() => owner.send('DELETE', '/api/me/sessions'));
    expect(taken).toBe('first\ncut');
    expect((await openBrowser(desk, thief.cookie).get('/api/me')).status).toBe(401);
  });

  it('ends when its reader is disabled, or may not export any more', async () => {
    const id = await idOf(thief);
    const disabled = () => changed(id, { disabled: true });
    expect(await takenDuring(disabled)).toBe('first\ncut');
    await changed(id, { disabled: false });

    thief = await signedIn(desk, 'operator');
    const operator = await idOf(thief);
    await changed(operator, { mayExport: true });
    expect(await takenDuring(() => changed(operator, { mayExport: false }))).toBe('first\ncut');
  });

  it('ends when the screen is locked', async () =>
    expect(await takenDuring(() => thief.auth('lock'))).toBe('first\ncut'));
});
