/** The data that a page of the built desk carries, and for whom, over HTTP. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FirstAnswers } from '../../shared/first-page.ts';
import { knowPaid } from '../support/desk-acts.ts';
import { addStaff, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
const PHONE = '010-9753-5678';
/** Contains the end of a script, line separators of JavaScript, and data hidden from viewers. */
const PRODUCT = `컵 </script><script>alert(1)</script> \u2028 $& ${PHONE}`;

let desk: RunningDesk;
let payToken: string;
beforeAll(async () => {
  desk = await startTestDesk({ clientDir: CLIENT });
  payToken = await knowPaid(desk, { orderNo: 'FIRST-1', productDesc: PRODUCT });
});
afterAll(() => desk.close());

/** Each test has its own person, so that none uses up another one's rate limit. */
async function cookieOf(name: string, role: 'manager' | 'viewer' = 'manager'): Promise<string> {
  const email = `${name}@pages.test`;
  await addStaff(desk.database, email, name, role);
  return signIn(desk.url, email);
}

async function pageOf(path: string, headers: Record<string, string>) {
  const answer = await desk.fetch(path, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const html = await answer.text();
  const text =
    /<script type="application\/json" id="first-answers" data-after="\d+">(.*?)<\/script>/s.exec(
      html,
    )?.[1];
  return { html, text, answers: text === undefined ? null : (JSON.parse(text) as FirstAnswers) };
}

function bare(page: { html: string; answers: FirstAnswers | null }): void {
  expect(page.answers).toBeNull();
  expect(page.html).toContain('<div id="root"></div>');
  expect(page.html).not.toContain('FIRST-1');
}

describe('the page of the list', () => {
  it('contains its frame and the responses that the API would give', async () => {
    const cookie = await cookieOf('manager');
    const { html, answers } = await pageOf('/payments', { cookie });
    expect(html).toMatch(/<html lang="ko" data-density="normal">/);
    expect(html).toContain('data-frame="wide"');
    const keys = ['me', 'me/preferences', 'settings', 'counters', 'views', 'payments'];
    expect(Object.keys(answers ?? {}).toSorted()).toEqual(
      [...keys, 'payments/summary'].map((key) => `GET /api/${key}`).toSorted(),
    );
    const asked = await desk.fetch('/api/payments?sort=-changed&fields=list&limit=50', {
      headers: { cookie },
    });
    expect(answers?.['GET /api/payments']).toEqual(await asked.json());
    expect(JSON.stringify(answers)).toContain(JSON.stringify(PRODUCT).slice(1, -1));
  });

  it('contains the rows of the filter in its address', async () => {
    const cookie = await cookieOf('filter');
    const none = await pageOf('/payments?status=PAY_CANCEL', { cookie });
    expect(none.answers?.['GET /api/payments']).toMatchObject({ items: [] });
    const some = await pageOf('/payments?status=PAY_COMPLETE', { cookie });
    expect(some.answers?.['GET /api/payments']).toMatchObject({ items: [{ payToken }] });
  });

  it('escapes texts of a payment in its script and in its HTML', async () => {
    const { html, text } = await pageOf('/payments', { cookie: await cookieOf('hostile') });
    expect(html).not.toContain('alert(1)</script>');
    expect(text).not.toMatch(/[<>\u2028\u2029]/);
  });

  it('masks data for viewers as the API does', async () => {
    const cookie = await cookieOf('viewer', 'viewer');
    const { html, answers } = await pageOf('/payments', { cookie });
    const asked = await desk.fetch('/api/payments?sort=-changed&fields=list&limit=50', {
      headers: { cookie },
    });
    expect(answers?.['GET /api/payments']).toEqual(await asked.json());
    expect(html).not.toContain(PHONE);
  });

  it('writes the same access record as the API', async () => {
    const cookie = await cookieOf('recorded', 'viewer');
    await pageOf('/payments', { cookie });
    const manager = desk.as('manager');
    const { body: me } = await desk.as('manager').call('GET', '/api/staff');
    const { id } = me.items.find(({ name }: { name: string }) => name === 'recorded');
    const { body } = await manager.call('GET', `/api/access-records?staff=${id}`);
    expect(body.items).toMatchObject([{ kind: 'list', payTokens: [payToken] }]);
  });
});

describe('a page without data is sent', () => {
  it('without a session, whose page outlines the sign-in', async () => {
    const { answers, html } = await pageOf('/payments', {});
    expect(answers).toBeNull();
    expect(html).toMatch(/<div id="root"><div class="door"/);
    expect(html).not.toContain('FIRST-1');
  });

  it('while the screen is locked', async () => {
    const cookie = await cookieOf('locked');
    const headers = { cookie, origin: desk.url, 'content-type': 'application/json' };
    await desk.fetch('/api/auth/lock', { method: 'POST', headers, body: '{}' });
    bare(await pageOf('/payments', { cookie }));
  });

  it('after signing out', async () => {
    const cookie = await cookieOf('gone');
    const headers = { cookie, origin: desk.url, 'content-type': 'application/json' };
    await desk.fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' });
    bare(await pageOf('/payments', { cookie }));
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a picture', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' }],
    ['a browser that fetches ahead', { 'sec-purpose': 'prefetch' }],
    ['a program with a bearer', { authorization: 'Bearer none' }],
  ])('to %s', async (who, headers) => {
    const cookie = await cookieOf(`by-${String(who.length)}`);
    bare(await pageOf('/payments', { cookie, ...headers }));
  });

  it('for the sign-in pages, which have no frame', async () => {
    bare(await pageOf('/sign-in', { cookie: await cookieOf('way-in') }));
  });

  it('to somebody who opens too many pages in a minute', async () => {
    const cookie = await cookieOf('often');
    const pages = [];
    for (let n = 0; n < 61; n += 1) pages.push(await pageOf('/review', { cookie }));
    expect(pages[59]?.answers).not.toBeNull();
    const last = pages[60];
    if (last !== undefined) bare(last);
    expect(pages).toHaveLength(61);
  });
});
