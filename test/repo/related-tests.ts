/** Which tests a change reaches, by imports. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileCode, type CompiledCode } from '../../server/commands/compiled-code.ts';
import { proofTests } from '../proofs/plan.ts';

function allTests(root: string): string[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file))
    .sort();
}

/** The number of imports between each file and the nearest of `changed`. */
function distances(code: CompiledCode, changed: readonly string[]): Map<string, number> {
  const importers = new Map<string, string[]>();
  for (const [file, { imports }] of code) {
    for (const one of imports) importers.set(one, [...(importers.get(one) ?? []), file]);
  }
  const found = new Map(changed.map((file) => [file, 0]));
  // A Map is iterated in insertion order, including entries added meanwhile.
  for (const [file, steps] of found) {
    for (const importer of importers.get(file) ?? []) {
      if (!found.has(importer)) found.set(importer, steps + 1);
    }
  }
  return found;
}

export interface RelatedTests {
  /** Tests that run without a browser, the nearest to the change first. */
  quick: string[];
  browser: string[];
  proofs: string[];
  /** Changed files that no test imports. */
  unknown: string[];
}

/**
 * The tests that import one of the changed files, directly or indirectly.
 * @param root the project's folder
 * @param changed paths from there
 * @throws Error where a source does not compile, or imports a missing one
 */
export async function relatedTests(
  root: string,
  changed: readonly string[],
): Promise<RelatedTests> {
  const tests = allTests(root);
  const code = await compileCode(root, tests);
  const found = distances(code, changed);
  const steps = (test: string) => found.get(test) ?? Infinity;
  const reached = tests.filter((test) => found.has(test)).sort((a, b) => steps(a) - steps(b));
  const ofProofs = new Set(Object.values(proofTests).flat());
  const isBrowsers = (test: string) => test.startsWith('test/e2e/');
  const proofs = reached.filter((test) => ofProofs.has(test));
  const others = reached.filter((test) => !ofProofs.has(test));
  return {
    quick: others.filter((test) => !isBrowsers(test)),
    browser: others.filter(isBrowsers),
    proofs,
    unknown: changed.filter((file) => !code.has(file)),
  };
}
