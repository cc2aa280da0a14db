/**
 * Rules that no linter can check of itself: nothing switches the gates off, and the gates cover
 * every source. Prints each fault, and exits with 1 where there is one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourceFiles } from './source-files.ts';

const CODE = /\.[cm]?[jt]sx?$/;
const SIDES = /^(?:client|server|shared|test)\//;
/** Comments that configure oxlint, the coverage or vitest. */
const SWITCH = /(?:ox|es)lint-(?:dis|en)able|(?:v8|c8|istanbul) ignore|@vitest[-]/;
/** Files that change what the gates check, and where. */
const SETTINGS = [
  /(?:^|\/)\.(?:es|ox|prettier|oxfmt)[\w-]*ignore$/,
  /\/\.gitignore$/,
  /\/(?:\.oxlintrc\.jsonc?|\.oxfmtrc\.jsonc?|oxlint\.config\.\w+)$/,
];

/**
 * @param files relative to the project's folder
 * @returns what is wrong, a line each
 */
export function houseFaults(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) => {
    if (SETTINGS.some((pattern) => pattern.test(file))) return [`${file}: no settings here`];
    if (!CODE.test(file)) return [];
    if (SIDES.test(file) && !/\.tsx?$/.test(file)) return [`${file}: TypeScript only`];
    const switched = SWITCH.exec(read(file))?.[0];
    return switched === undefined ? [] : [`${file}: switches a gate off (${switched})`];
  });
}

function main(root: string): void {
  const faults = houseFaults(sourceFiles(root), (file) => readFileSync(join(root, file), 'utf8'));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.cwd());
