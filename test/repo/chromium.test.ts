import { describe, expect, it } from 'vitest';
import { findChromium, openBrowser } from '../support/chromium.ts';

const PAGE = 'data:text/html;charset=utf-8,<title>창구</title><p>결제 <b>12,000원</b></p>';

async function readPage(wish?: string): Promise<{ title: string; text: string; height: number }> {
  const browser = await openBrowser(wish);
  try {
    const page = await browser.newPage();
    await page.goto(PAGE);
    const box = await page.locator('p').boundingBox();
    return {
      title: await page.title(),
      text: await page.locator('p').innerText(),
      height: box?.height ?? 0,
    };
  } finally {
    await browser.close();
  }
}

describe('the browser of the tests', () => {
  it.each([
    ['the first that is found', undefined],
    ['the packaged one', 'sparticuz'],
  ])('renders a page: %s', async (_, wish) => {
    const seen = await readPage(wish);
    expect(seen).toMatchObject({ title: '창구', text: '결제 12,000원' });
    expect(seen.height).toBeGreaterThan(0);
  });

  it('refuses a CHROMIUM_PATH that can’t be run', async () => {
    await expect(findChromium('/nowhere/chromium')).rejects.toThrow('/nowhere/chromium');
  });
});
