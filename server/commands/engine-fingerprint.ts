/** Which money engine it is: by the code that decides about money, as it runs. */
import { compileCode, hashCode, reachedFrom, type CompiledCode } from './compiled-code.ts';

/** Where the engine is entered: by a request, by time, by a callback, by a start. */
export const engineEntries: readonly string[] = [
  'server/operations/operation-routes.ts',
  'server/operations/reconciler.ts',
  'server/operations/worker.ts',
  'server/callbacks/confirm-callbacks.ts',
  'server/payments/adopter.ts',
  'server/payments/create-payment.ts',
  'server/payments/lookup-payment.ts',
  'server/payments/poller.ts',
  'server/storage/desk-time.ts',
  'server/storage/high-water.ts',
  'server/storage/restore.ts',
  'server/storage/storage.ts',
  'server/toss/api-key.ts',
  'server/toss/outbound-budget.ts',
  'server/toss/toss.ts',
  'server/clock.ts',
];

/** What the engine may be made of. The edge, the words and the files around it decide nothing. */
const INSIDE = /^(?:shared|server\/(?:operations|storage|toss|callbacks|payments))\//;

function engineFiles(code: CompiledCode): string[] {
  return reachedFrom(code, engineEntries, (file) => INSIDE.test(file));
}

/**
 * The engine's files, from the project's folder and sorted.
 * @throws Error where the sources aren't there or don't compile
 */
export async function engineSources(root: string): Promise<string[]> {
  return engineFiles(await compileCode(root, engineEntries));
}

/**
 * The engine's fingerprint, 16 hexadecimal digits: the same on every machine for the same code,
 * however it is commented, typed and laid out.
 * @param root the project's folder
 * @throws Error where the sources aren't there or don't compile
 */
export async function engineFingerprint(root: string): Promise<string> {
  const code = await compileCode(root, engineEntries);
  return hashCode(code, engineFiles(code));
}
