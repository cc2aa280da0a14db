/** A vitest plugin that runs the product with changed sources, for tests that must notice them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/**
 * @param file JSON of the changed sources as JavaScript, by their path from the project's folder
 */
export function plantedSources(file: string): Plugin {
  const sources = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const byPath = new Map(Object.entries(sources).map(([path, text]) => [join(ROOT, path), text]));
  return {
    name: 'changgu:planted-sources',
    enforce: 'pre',
    load: (id) => byPath.get(id) ?? null,
  };
}
