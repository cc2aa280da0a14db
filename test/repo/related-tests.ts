/** Which tests a change reaches, by what the code imports. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileCode, type CompiledCode } from '../../server/commands/compiled-code.ts';
import { proofTests } from '../proofs/plan.ts';

/** The tests that `npm run quick` may run: neither the browser's nor the proofs. */
function quickTests(root: string): string[] {
  const slow = new Set(Object.values(proofTests).flat());
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file) && !file.startsWith('test/e2e/'))
    .filter((file) => !slow.has(file))
    .sort();
}

/** How many imports lie between each file and the nearest of `changed`. */
function distances(code: CompiledCode, changed: readonly string[]): Map<string, number> {
  const importers = new Map<string, string[]>();
  for (const [file, { imports }] of code) {
    for (const one of imports) importers.set(one, [...(importers.get(one) ?? []), file]);
  }
  const found = new Map(changed.map((file) => [file, 0]));
  // A Map is walked in the order of its entries, also those that are added meanwhile.
  for (const [file, steps] of found) {
    for (const importer of importers.get(file) ?? []) {
      if (!found.has(importer)) found.set(importer, steps + 1);
    }
  }
  return found;
}

/**
 * The tests that import one of the changed files, however indirectly: the nearest first.
 * @param root the project's folder
 * @param changed paths from there
 */
export async function relatedTests(root: string, changed: readonly string[]): Promise<string[]> {
  const tests = quickTests(root);
  const found = distances(await compileCode(root, tests), changed);
  const steps = (test: string) => found.get(test) ?? Infinity;
  return tests.filter((test) => found.has(test)).sort((a, b) => steps(a) - steps(b));
}
