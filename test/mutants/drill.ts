import type { Finding, Ran } from './serve-gate.ts';

/** One promise, tested on the real product. */
export interface DrillCase {
  name: string;
  promise: string;
  /** @returns how it was broken, in a few words; `null` where it held */
  broken(): Promise<string | null>;
}

/**
 * Runs the cases in order, until a promise is broken.
 * @param only the names of those that are wanted; empty: all
 */
export async function runDrill(cases: readonly DrillCase[], only: readonly string[]): Promise<Ran> {
  const unknown = only.find((wanted) => !cases.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new Error(`There is no case ${unknown}`);
  const chosen = cases.filter(({ name }) => only.length === 0 || only.includes(name));
  let count = 0;
  for (const { promise, broken } of chosen) {
    count += 1;
    const detail = await broken();
    if (detail === null) continue;
    const finding: Finding = { promise, detail, at: count };
    return { finding, count };
  }
  return { finding: null, count };
}

/** Describes the differences; `null` where everything is as wanted. */
export function differs(found: Record<string, unknown>, wanted: object): string | null {
  const wrong = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
  if (wrong.length === 0) return null;
  return wrong
    .map(([name, value]) => `${name} is ${String(found[name])}, not ${String(value)}`)
    .join('; ');
}
