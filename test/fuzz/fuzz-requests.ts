/** Sends the cases of a seed and judges each response; then compares the books. */
import { wrongProblem } from '../support/check-problem.ts';
import { fuzzCases, type FuzzKind } from './fuzz-case.ts';
import type { FuzzCase } from './fuzz-request.ts';
import type { FuzzDesk } from './fuzz-desk.ts';
import { sendRequest, type Sent } from './send-request.ts';

export interface FuzzReport {
  cases: number;
  /** Responses by `1xx` … `5xx`. */
  byStatus: Record<string, number>;
  slowestMs: number;
  /** Each with its seed, its number and the request. */
  findings: string[];
}

const AT_ONCE = 6;
/** Enough to see what is wrong, and readable. */
const MOST_FINDINGS = 20;

interface Filled {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
  operation: { id: string; wish: { kind: string; amount: number } } | null;
}

const operationPath = /^\/api\/payments\/[^/]+\/operations\/([0-9a-fA-F-]{36})$/;

function wishIn(body: string): { kind: string; amount: number } | null {
  try {
    // The desk skips a byte order mark, so the body is valid.
    const parsed = JSON.parse(body.replace(/^\u{feff}/u, '')) as {
      kind?: unknown;
      amount?: unknown;
    } | null;
    if (typeof parsed?.kind !== 'string') return null;
    const { kind, amount } = parsed;
    return { kind, amount: typeof amount === 'number' ? amount : 0 };
  } catch {
    return null;
  }
}

function fillCase(desk: Pick<FuzzDesk, 'headersOf' | 'fill'>, one: FuzzCase): Filled {
  const [method = 'GET'] = one.route.split(' ');
  const path = desk.fill(one.path, '');
  const payToken = path.split('/')[3] ?? '';
  const query = one.query === '' ? '' : `?${desk.fill(one.query, payToken)}`;
  const text = one.body === null ? null : desk.fill(one.body, payToken);
  const body = text === null ? null : Buffer.from(text, 'latin1');
  const id = method === 'PUT' ? operationPath.exec(path)?.[1]?.toLowerCase() : undefined;
  const wish = id === undefined || body === null ? null : wishIn(body.toString('utf8'));
  return {
    method,
    path: path + query,
    headers: { ...desk.headersOf(one), ...one.headers },
    body,
    operation: id === undefined || wish === null ? null : { id, wish },
  };
}

/** What is wrong with a response, whatever was requested. */
function wrongAnswer(
  { status, headers, body }: Sent,
  asked: Pick<Filled, 'method' | 'headers'>,
): string[] {
  if (status >= 500) return [`answered ${status}: ${body.slice(0, 300)}`];
  // `If-None-Match: *` only asks whether there is a response.
  if (status === 304 && 'if-none-match' in asked.headers) return [];
  if (status < 200 || (status >= 300 && status < 400)) return [`answered ${status}`];
  if (headers['x-request-id'] === undefined) return ['has no request id'];
  if (status < 400 || asked.method === 'HEAD') return [];
  return wrongProblem(status, (name) => headers[name]?.toString() ?? null, body);
}

function tell(named: string, one: FuzzCase, filled: Filled): string {
  const request = { role: one.role, ...filled, body: filled.body?.toString('latin1') };
  return `${named}: ${JSON.stringify(request).slice(0, 1500)}`;
}

/** Sends all cases, over every route, as every caller. */
export async function fuzzRequests(
  fuzzed: Pick<FuzzDesk, 'headersOf' | 'fill' | 'asked'> & { desk: { url: string } },
  kind: FuzzKind,
  seed: number,
  many: number,
): Promise<FuzzReport> {
  const cases = fuzzCases(kind, seed, many);
  const report: FuzzReport = { cases: cases.length, byStatus: {}, slowestMs: 0, findings: [] };
  const { asked, desk } = fuzzed;
  const told = (index: number, one: FuzzCase, filled: Filled) =>
    tell(`${kind}, seed ${seed}, case ${index}`, one, filled);
  const runOne = async (one: FuzzCase, index: number) => {
    const filled = fillCase(fuzzed, one);
    try {
      const sent = await sendRequest(desk.url, filled);
      const family = `${Math.floor(sent.status / 100)}xx`;
      report.byStatus[family] = (report.byStatus[family] ?? 0) + 1;
      report.slowestMs = Math.max(report.slowestMs, sent.ms);
      const { operation } = filled;
      if (operation !== null && sent.status < 300) {
        if (!asked.has(operation.id)) asked.set(operation.id, operation.wish);
        if (!['operator', 'manager'].includes(one.role)) {
          report.findings.push(`moved money: ${told(index, one, filled)}`);
        }
      }
      for (const wrong of wrongAnswer(sent, filled)) {
        report.findings.push(`${wrong}; ${told(index, one, filled)}`);
      }
    } catch (error) {
      report.findings.push(`${String(error)}; ${told(index, one, filled)}`);
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
