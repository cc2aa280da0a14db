/**
 * `npm run screens [-- NAME…]`: takes a picture of every screen, or of the named ones, for
 * docs/screens, and writes the page that shows them. The shop is the demo shop, with something in
 * every state added.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/chromium.ts';
import { formatPage } from '../support/format-page.ts';
import { signInToApi, startProduct } from '../support/start-product.ts';
import { mainLooks, openViewer, type Look } from './looks.ts';
import { PICTURES, pictureOf } from './pictures.ts';
import { screens, type Screen } from './screens.ts';
import { fillShop, SLOW_TO_TELL } from './shop.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The longest that adopting two months of demo payments takes. */
const DEMO_TAKES_MS = 120_000;
const BETWEEN_COUNTS_MS = 5000;

/** The screens named on the command line; for an unknown name the known ones are listed. */
function wanted(): readonly Screen[] {
  const names = process.argv.slice(2);
  if (names.length === 0) return screens;
  const known = screens.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${known.join(', ')}`);
  return screens.filter(({ name }) => names.includes(name));
}

/** WebP: a fifth of a PNG's size, which the repository keeps for ever. */
async function takePicture(page: Page, file: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
  await writeFile(file, Buffer.from(data, 'base64'));
}

async function untilDemoIsThere(url: string): Promise<void> {
  const { call } = await signInToApi(url);
  const until = Date.now() + DEMO_TAKES_MS;
  let before = -1;
  let count = 0;
  // Payments are adopted a dozen at a time; later a buyer now and then adds one.
  while (count - before > 3 && Date.now() < until) {
    before = count;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_COUNTS_MS));
    count = Number((await call('GET', '/api/payments/summary')).body['count']);
  }
}

async function writeIndex(): Promise<void> {
  const cell = (screen: Screen, look: Look) =>
    `<img src="${pictureOf(screen, look)}" alt="${screen.name}, ${look.name}" width="${
      look.width === 1440 ? '640' : '195'
    }">`;
  const rows = screens.map(
    (screen) => `| ${screen.name} | ${mainLooks.map((look) => cell(screen, look)).join(' | ')} |`,
  );
  const text = [
    '# The screens',
    'Every screen in two of its looks, taken by `npm run screens`.',
    [
      `| Screen | ${mainLooks.map(({ name }) => name).join(' | ')} |`,
      `| --- | ${mainLooks.map(() => '---').join(' | ')} |`,
      ...rows,
    ].join('\n'),
  ].join('\n\n');
  await writeFile(join(PICTURES, 'README.md'), await formatPage(text));
}

/** Deletes pictures of screens that no longer exist. */
async function clearAway(): Promise<void> {
  const known = screens.flatMap((screen) => mainLooks.map((look) => pictureOf(screen, look)));
  for (const name of await readdir(PICTURES)) {
    if (name !== 'README.md' && !known.includes(name)) await rm(join(PICTURES, name));
  }
}

const chosen = wanted();
const build = ['--import', 'tsx', 'server/commands/build.ts', '--if-stale'];
if (spawnSync(process.execPath, build, { cwd: ROOT, stdio: 'inherit' }).status !== 0) {
  throw new Error('The desk could not be built');
}
await mkdir(PICTURES, { recursive: true });
const [product, browser] = await Promise.all([
  startProduct({ ...SLOW_TO_TELL, DEMO: '1' }),
  openBrowser(),
]);
try {
  await untilDemoIsThere(product.url);
  const shop = await fillShop(product);
  for (const look of mainLooks) {
    const viewer = await openViewer(browser, { look, url: product.url, shop });
    for (const screen of chosen) {
      const page = await viewer.show(screen);
      await takePicture(page, join(PICTURES, pictureOf(screen, look)));
      await page.close();
      console.log(pictureOf(screen, look));
    }
    await viewer.close();
  }
  await clearAway();
  await writeIndex();
} finally {
  await browser.close();
  await product.close();
}
