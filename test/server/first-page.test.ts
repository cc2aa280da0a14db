/** A page is sent, whatever goes wrong with the data that it carries. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const PAGE =
  '<!doctype html><html lang="ko"><head></head><body><div id="root"></div></body></html>';
const FRAME = `{ html: '<i>$& frame</i>', attributes: { lang: 'en', 'data-x': '"' } }`;

let dir: string;
let desk: TestDesk;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-pages-'));
  mkdirSync(join(dir, 'client'));
  mkdirSync(join(dir, 'page'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'client/index.html'), PAGE);
  desk = await startTestDesk({ clientDir: join(dir, 'client') });
});
afterEach(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Writes a module that draws the frame, with these function bodies. */
function drawBy(reads: string, frame: string): void {
  const code = `export const firstReads = () => { ${reads} };
    export const renderFrame = async (address, answers) => { ${frame} };`;
  writeFileSync(join(dir, 'page/first-page.js'), code);
}

async function page(): Promise<string> {
  const answer = await desk.call('/payments', { cookie: await desk.signIn('manager') });
  expect(answer.status).toBe(200);
  return answer.text();
}

const warnings = () => desk.log.filter((line) => line.includes('"level":"warn"'));

it('contains the frame and the responses that could be loaded', async () => {
  drawBy(
    `return [{ key: 'GET /api/me' }, { key: 'GET /api/counters' }, { key: 'GET /api/staff/x' }];`,
    `return ${FRAME};`,
  );
  const html = await page();
  expect(html).toContain('<html lang="en" data-x="&quot;">');
  expect(html).toContain('<div id="root"><i>$& frame</i></div>');
  const text = /data-after="\d+">(.*?)<\/script>/.exec(html)?.[1] ?? '';
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['GET /api/me']);
  // This desk has no such routes: a bug of ours, which is logged.
  expect(warnings()).toHaveLength(2);
});

it('leaves out refused responses, without a warning', async () => {
  drawBy(
    `return [{ key: 'GET /api/me' }, { key: 'GET /api/settings', query: { nonsense: 1 } }];`,
    `return ${FRAME};`,
  );
  expect(await page()).not.toContain('GET /api/settings');
  expect(warnings()).toEqual([]);
});

it.each([
  ['what is to be read can not be told', `throw new Error('broken');`, `return ${FRAME};`],
  ['the frame can not be drawn', 'return [];', `throw new Error('broken');`],
  ['the module is none', '}', '{'],
])('is sent without data where %s', async (_what, reads, frame) => {
  drawBy(reads, frame);
  expect(await page()).toContain('<div id="root"></div>');
  expect(warnings()).toHaveLength(1);
});

it('is sent without data where the build has no such module', async () => {
  expect(await page()).toContain('<div id="root"></div>');
  expect(warnings()).toEqual([]);
});

it.each(['sec-purpose', 'purpose', 'x-purpose', 'x-moz'])(
  'contains no data where it is fetched ahead (%s)',
  async (name) => {
    drawBy(`return [{ key: 'GET /api/me' }];`, `return ${FRAME};`);
    const cookie = await desk.signIn('manager');
    const ahead = await desk.call('/payments', { cookie, headers: { [name]: 'prefetch' } });
    expect(await ahead.text()).toContain('<div id="root"></div>');
    expect(await (await desk.call('/payments', { cookie })).text()).toContain('GET /api/me');
  },
);

it('draws no frame for an address that can not be decoded', async () => {
  drawBy('return [];', `return ${FRAME};`);
  const cookie = await desk.signIn('manager');
  const answer = await desk.call('/payments/%E0%A4%A', { cookie });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('<div id="root"></div>'),
  ]);
});

it('tells nothing of the limit of first pages', async () => {
  drawBy(`return [{ key: 'GET /api/me' }];`, `return ${FRAME};`);
  const cookie = await desk.signIn('manager');
  const bare = await desk.call('/payments');
  const full = await desk.call('/payments', { cookie });
  const limit = bare.headers.get('ratelimit-limit');
  expect(full.headers.get('ratelimit-limit')).toBe(limit);
  for (let n = 0; n < 60; n += 1) await (await desk.call('/payments', { cookie })).text();
  const over = await desk.call('/payments', { cookie });
  expect(await over.text()).not.toContain('GET /api/me');
  expect([over.status, over.headers.get('retry-after')]).toEqual([200, null]);
  expect(over.headers.get('ratelimit-limit')).toBe(limit);
});
