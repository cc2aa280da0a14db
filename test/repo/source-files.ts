/** Every file of the project, in a checkout with or without git's own folder. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Installed, built or generated files; .gitignore has the same. */
const NOT_OURS = new Set(['.git', '.cache', 'data', 'dist', 'node_modules']);

/** Paths relative to `root`, with `/`. */
export function sourceFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return folder === '' && NOT_OURS.has(entry.name) ? [] : sourceFiles(root, path);
  });
}
