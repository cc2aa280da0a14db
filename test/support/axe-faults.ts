import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What any rule of axe finds wrong, each with its elements.
 *
 * In one go on the page itself. Its other way, which looks into the frames of other origins too,
 * opens a second page for each and carries everything that passes over there, which takes longer
 * than the rules do; so a frame, of which the desk has none, would be a fault.
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
