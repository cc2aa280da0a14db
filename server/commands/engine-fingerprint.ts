/** Identifies the money engine by its compiled code. */
import { compileCode, hashCode, reachedFrom, type CompiledCode } from './compiled-code.ts';

/** The engine's entry points: requests, timers, callbacks, and the start. */
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

/** Folders that can be part of the engine. HTTP, texts and tooling decide nothing about money. */
const INSIDE = /^(?:shared|server\/(?:operations|storage|toss|callbacks|payments))\//;

function engineFiles(code: CompiledCode): string[] {
  return reachedFrom(code, engineEntries, (file) => INSIDE.test(file));
}

/**
 * The engine's files by path from the project's folder, sorted.
 * @throws Error when the sources are missing or do not compile
 */
export async function engineSources(root: string): Promise<string[]> {
  return engineFiles(await compileCode(root, engineEntries));
}

/**
 * The engine's fingerprint, 16 hexadecimal digits: the same on every machine for the same code,
 * regardless of comments, types and formatting.
 * @param root the project's folder
 * @throws Error when the sources are missing or do not compile
 */
export async function engineFingerprint(root: string): Promise<string> {
  const code = await compileCode(root, engineEntries);
  return hashCode(code, engineFiles(code));
}
