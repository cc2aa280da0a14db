/** Sends the bytes of a seed over separate connections and judges every response. */
import { wrongProblem } from '../support/check-problem.ts';
import { bytes, sendRaw, type RawAnswer } from '../support/raw-http.ts';
import { byteCases, type ByteCase } from './byte-case.ts';
import type { FuzzReport } from './fuzz-requests.ts';
import { PATIENCE_MS } from './send-request.ts';

const AT_ONCE = 24;
const MOST_FINDINGS = 20;

function piecesOf({ pieces }: ByteCase, whole: Buffer): Buffer[] {
  const length = Math.ceil(whole.length / pieces);
  return Array.from({ length: pieces }, (_, n) => whole.subarray(n * length, (n + 1) * length));
}

function wrongAnswer({ status, headers, body }: RawAnswer): string[] {
  if (status >= 500) return [`answered ${status}: ${body.toString().slice(0, 300)}`];
  if (status < 400) return [];
  // The response to a HEAD, or to what became one.
  if (body.length === 0) return [];
  return wrongProblem(status, (name) => headers.get(name)?.[0] ?? null, body.toString('utf8'));
}

export async function fuzzBytes(
  { url, cookie }: { url: string; cookie: string },
  seed: number,
  many: number,
): Promise<FuzzReport> {
  const cases = byteCases(seed, many);
  const report: FuzzReport = { cases: many, byStatus: {}, slowestMs: 0, findings: [] };
  const { host } = new URL(url);
  const note = (key: string) => {
    report.byStatus[key] = (report.byStatus[key] ?? 0) + 1;
  };
  const runOne = async (one: ByteCase, index: number) => {
    const text = one.bytes.replaceAll('$cookie', cookie).replaceAll('$host', host);
    const told = `seed ${seed}, case ${index}: ${JSON.stringify(one).slice(0, 1500)}`;
    try {
      const sent = await sendRaw(url, piecesOf(one, bytes(text)), {
        pauseMs: 1,
        halfClose: 'after the bytes',
        patienceMs: PATIENCE_MS,
      });
      report.slowestMs = Math.max(report.slowestMs, sent.ms);
      if (sent.end === 'patience') report.findings.push(`hangs; ${told}`);
      if (sent.answers.length === 0) note('none');
      for (const answer of sent.answers) {
        note(`${Math.floor(answer.status / 100)}xx`);
        for (const wrong of wrongAnswer(answer)) report.findings.push(`${wrong}; ${told}`);
      }
    } catch (error) {
      report.findings.push(`${String(error).slice(0, 500)}; ${told}`);
    }
  };
  const left = cases.entries();
  const worker = async () => {
    for (const [index, one] of left) {
      if (report.findings.length >= MOST_FINDINGS) return;
      await runOne(one, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return report;
}
