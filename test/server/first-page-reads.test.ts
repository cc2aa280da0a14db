/** A page carries only answers that need no slow read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const PAGE =
  '<!doctype html><html lang="ko"><head></head><body><div id="root"></div></body></html>';
/** Draws nothing, and reads the list and its sums with the query of the address. */
const MODULE = `export const firstReads = (address) => {
    const query = Object.fromEntries(new URL(address, 'http://desk').searchParams);
    return ['GET /api/payments', 'GET /api/payments/summary'].map((key) => ({ key, query }));
  };
  export const renderFrame = async () => ({ html: '', attributes: {} });`;

let dir: string;
let desk: RunningDesk;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-pages-'));
  mkdirSync(join(dir, 'client'));
  mkdirSync(join(dir, 'page'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'client/index.html'), PAGE);
  writeFileSync(join(dir, 'page/first-page.js'), MODULE);
  desk = await startTestDesk({ clientDir: join(dir, 'client') });
});
afterAll(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

async function keysAt(address: string): Promise<string[]> {
  const cookie = await desk.cookieOf('operator', 'reader');
  const html = await (await desk.fetch(address, { headers: { cookie } })).text();
  const text = /data-after="\d+">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  return Object.keys(JSON.parse(text) as object);
}

it('the list and its sums by an index', async () => {
  expect(await keysAt('/payments?status=PAY_COMPLETE')).toEqual([
    'GET /api/payments',
    'GET /api/payments/summary',
  ]);
});

it('no search: the page asks for it once it is there', async () => {
  expect(await keysAt('/payments?q=컵')).toEqual([]);
  const asked = await desk.as('operator', 'reader').call('GET', '/api/payments?q=컵');
  expect(asked.status).toBe(200);
});
