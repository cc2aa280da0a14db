import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * Every axe violation on the page, each with its elements.
 *
 * Runs axe in legacy mode, on the page itself. The default mode also checks cross-origin frames: it
 * opens a second page per run and transfers all results to it, which takes longer than the rules
 * do. The desk has no frames, so one would be reported as a fault.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  if (page.frames().length > 1) return ['a frame, into which nobody has looked'];
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
