import type { Page } from 'playwright-core';

/**
 * The amounts on a page that can be misread: broken over two lines, cut off at the edge of a box,
 * or run out of their cell into the next one. What can be scrolled to is not cut.
 */
export function brokenAmounts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const AMOUNT = /[−₩]*\d{1,3}(?:,\d{3})+원?/g;
    const isOutside = (inner: DOMRect, outer: DOMRect) =>
      inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5;

    /** How the box of an element spoils a text inside it. */
    const faultIn = (element: Element, text: DOMRect): string | null => {
      const { overflowX, clipPath } = getComputedStyle(element);
      const outside = isOutside(text, element.getBoundingClientRect());
      if (clipPath !== 'none') return 'hidden';
      if (outside && (overflowX === 'hidden' || overflowX === 'clip')) return 'cut';
      if (outside && element.matches('td, th, dd')) return 'out of its cell';
      return outside && (overflowX === 'auto' || overflowX === 'scroll') ? 'hidden' : null;
    };

    const faultOf = (range: Range, parent: Element): string | null => {
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      if (rects.length === 0 || !parent.checkVisibility({ visibilityProperty: true })) return null;
      for (let at: Element | null = parent; at !== null; at = at.parentElement) {
        const fault = faultIn(at, range.getBoundingClientRect());
        if (fault === 'hidden') break;
        if (fault !== null) return fault;
      }
      return new Set(rects.map(({ bottom }) => Math.round(bottom))).size > 1 ? 'wrapped' : null;
    };

    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement;
      for (const { 0: amount, index } of (node.textContent ?? '').matchAll(AMOUNT)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + amount.length);
        const fault = parent === null ? null : faultOf(range, parent);
        if (fault !== null) found.push(`${amount} ${fault}`);
      }
    }
    return found;
  });
}
