/** Every screen: no axe violation, no horizontal scrolling, no broken amount, no script error. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainLooks, openViewer, otherLooks, type Viewer } from '../screens/looks.ts';
import { screens } from '../screens/screens.ts';
import { fillShop, SLOW_TO_TELL, type Shop } from '../screens/shop.ts';
import { axeFaults } from '../support/axe-faults.ts';
import { brokenAmounts } from '../support/broken-amounts.ts';
import { openBrowser } from '../support/chromium.ts';
import { startProduct, type Product } from '../support/start-product.ts';

/** `LOOKS=all` adds the looks in between. */
const looks = process.env['LOOKS'] === 'all' ? [...mainLooks, ...otherLooks] : mainLooks;

let product: Product;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(SLOW_TO_TELL), openBrowser()]);
  shop = await fillShop(product);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await product.close();
});

/** The elements that make the page wider than its window, outermost first; empty where it isn't. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      if (width === 0 || right <= clientWidth + 0.5) return false;
      // Elements inside a container that scrolls don't widen the page.
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (at !== document.body && getComputedStyle(at).overflowX !== 'visible') return false;
      }
      return true;
    });
    return [
      `${String(scrollWidth)} > ${String(clientWidth)}`,
      ...wide.slice(0, 8).map((element) => element.outerHTML.slice(0, 160)),
    ];
  });

describe.each(looks)('$name', (look) => {
  let viewer: Viewer;
  beforeAll(async () => {
    viewer = await openViewer(browser, { look, url: product.url, shop });
  });
  afterAll(() => viewer.close());

  // A page mostly waits; a few at once keep both cores busy.
  it.concurrent.for(screens)('$name', async (screen, { expect }) => {
    const failures: string[] = [];
    const page = await viewer.show(screen, (opened) => {
      opened.on('pageerror', (error) => failures.push(String(error)));
    });
    expect(await axeFaults(page)).toEqual([]);
    await expect.poll(() => sideways(page)).toEqual([]);
    await expect.poll(() => brokenAmounts(page)).toEqual([]);
    if (look.width === 390) {
      await page.setViewportSize({ width: 320, height: 800 });
      await expect.poll(() => sideways(page)).toEqual([]);
      await expect.poll(() => brokenAmounts(page)).toEqual([]);
    }
    if (screen.path(shop.payments).startsWith('/payments')) {
      expect(await page.getAttribute('html', 'lang')).toBe(look.locale.slice(0, 2));
    }
    expect(failures).toEqual([]);
    await page.close();
  });
});

describe('the gate itself', () =>
  it('finds a planted fault', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent('<html lang="ko"><title>t</title><button></button></html>');
    expect(await axeFaults(page)).not.toEqual([]);
    await page.setContent('<html lang="ko"><title>t</title><p style="width:3000px">t</p></html>');
    expect(await sideways(page)).not.toEqual([]);
    await context.close();
  }));
