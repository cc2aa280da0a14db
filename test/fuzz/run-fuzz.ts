/** One run of a kind on its own desk, and everything that is wrong afterwards. */
import { fuzzBytes } from './fuzz-bytes.ts';
import type { FuzzKind } from './fuzz-case.ts';
import { startFuzzDesk, type FuzzDesk } from './fuzz-desk.ts';
import { fuzzRequests, type FuzzReport } from './fuzz-requests.ts';
import { agent } from './send-request.ts';

export const fuzzKinds = ['fitting', 'broken', 'bytes'] as const;

export interface FuzzRun extends FuzzReport {
  /** Operations that people were permitted to request. */
  operations: number;
}

/** Whether the desk still serves everybody after the run. */
async function wrongAfterwards(fuzzed: FuzzDesk): Promise<string[]> {
  const { desk } = fuzzed;
  const wrong = (await fuzzed.wrongBooks()).map((one) => `books: ${one}`);
  if ((await desk.fetch('/readyz')).status !== 200) wrong.push('is not ready afterwards');
  const { status } = await desk.as('viewer').call('GET', '/api/payments');
  if (status !== 200) wrong.push(`shows its payments with ${status} afterwards`);
  const failed = desk.log.filter((line) => /"level":"(error|fatal)"/.test(line));
  return [...wrong, ...failed.slice(0, 5).map((line) => `logged: ${line.slice(0, 500)}`)];
}

export async function runFuzz(
  kind: FuzzKind | 'bytes',
  seed: number,
  many: number,
): Promise<FuzzRun> {
  const fuzzed = await startFuzzDesk();
  try {
    const [, cookie = ''] = fuzzed.managerCookie.split('=');
    const report =
      kind === 'bytes'
        ? await fuzzBytes({ url: fuzzed.desk.url, cookie }, seed, many)
        : await fuzzRequests(fuzzed, kind, seed, many);
    const findings = [...report.findings, ...(await wrongAfterwards(fuzzed))];
    return { ...report, findings, operations: fuzzed.asked.size };
  } finally {
    agent.destroy();
    await fuzzed.close();
  }
}
