/** `npm run first-refund -- ORDER_NO`: watches the first live refund and records what it saw. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Operation } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { systemClock } from '../clock.ts';
import { openCallFile, type CallFile, type WholeCall } from '../storage/call-log.ts';
import { operationsOf } from '../storage/operations.ts';
import { findPayment, paymentsOfOrder } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';
import { parseJsonObject } from '../toss/json-object.ts';
import {
  entriesOfV2,
  isShown,
  tellFirstRefund,
  type SentRefund,
  type StatusRead,
} from '../toss/first-refund-report.ts';
import { openDataDir, openDataStorage, runCommand, UsageError } from './run-command.ts';

const USAGE = `첫 실제 환불 점검 · watch the first live refund
  npm run first-refund -- ORDER_NO [--minutes 20]
주문의 환불을 기다려, 토스가 번호·금액·상태를 어떻게 보내는지 확인하고 기록해요.
It waits for a refund of the order and writes down how Toss tells its number, amount and state.`;

const LOOK_EVERY_MS = 1000;
const MOST_CALLS = 100;

/** Parses a stored answer; `null` when it was cut or is no JSON object. */
function jsonOf({ answer }: WholeCall): Record<string, unknown> | null {
  return answer === null || answer.cut ? null : parseJsonObject(answer.text).object;
}

function callsOf(calls: CallFile, filter: Parameters<CallFile['page']>[0]): WholeCall[] {
  const { items } = calls.page(filter, { cursor: undefined, limit: MOST_CALLS }) ?? { items: [] };
  return items.flatMap(({ id }) => calls.find(id) ?? []).toReversed();
}

function listOf(json: Record<string, unknown> | null): StatusRead['refunds'] {
  const list = json?.['refunds'];
  return Array.isArray(list) ? (list as Record<string, unknown>[]) : null;
}

function sentRefund(calls: CallFile, operation: Operation, payment: Payment): SentRefund {
  const { id, amount, payToken } = operation;
  const from = operation.sentAt ?? operation.createdAt;
  const [byV2] = callsOf(calls, { call: 'v2/refunds', operationId: id });
  const call = byV2 ?? callsOf(calls, { call: 'refunds', operationId: id })[0];
  const asked = byV2 === undefined ? 'status' : 'v2/status';
  const reads = callsOf(calls, { call: asked, payToken, from }).map((read) => ({
    afterMs: Date.parse(read.startedAt) + read.tookMs - Date.parse(from),
    refunds: byV2 === undefined ? listOf(jsonOf(read)) : entriesOfV2(jsonOf(read)),
  }));
  const answer = call === undefined ? null : jsonOf(call);
  const told = answer?.['transactionId'];
  const inV2 = typeof told === 'string' ? told : '';
  const listedAs = byV2 === undefined ? id : inV2;
  const leftWon = payment.amount - (operation.seenRefunded ?? 0) - amount;
  return { id, listedAs, amount, answer, leftWon, reads };
}

function newestRefund(storage: Storage, payToken: string): Operation | undefined {
  return operationsOf(storage, payToken).find(
    ({ kind, sentAt }) => kind === 'refund' && sentAt !== null,
  );
}

const pause = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

async function watch(storage: Storage, calls: CallFile, payToken: string, untilMs: number) {
  let sent: SentRefund | null = null;
  while (systemClock.nowMs() < untilMs) {
    const payment = findPayment(storage, payToken);
    const operation = newestRefund(storage, payToken);
    if (payment !== undefined && operation !== undefined) {
      if (sent === null) console.log('보냈어요. 기다려요 · It was sent. Waiting');
      sent = sentRefund(calls, operation, payment);
      if (isShown(sent)) break;
    }
    await pause(LOOK_EVERY_MS);
  }
  return sent;
}

function report(orderNo: string, sent: SentRefund): { text: string; isFine: boolean } {
  const observations = tellFirstRefund(sent);
  const isFine = observations.every(({ asExpected }) => asExpected);
  const lines = observations.map(({ text, asExpected }) => `- ${asExpected ? '✓' : '✗'} ${text}`);
  const end = isFine
    ? '창구가 예상한 대로예요. · This Toss does what the desk reckons with.'
    : '✗는 창구의 예상과 달라요. docs/operating.md의 "The first live refund"를 확인해 주세요. · What is marked ✗ is otherwise: see there.';
  return { text: [`# ${orderNo}`, sent.id, lines.join('\n'), end].join('\n\n'), isFine };
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { minutes: { type: 'string', default: '20' } },
  });
  const [orderNo, ...more] = positionals;
  const minutes = Number(values.minutes);
  if (orderNo === undefined || more.length > 0) throw new UsageError('Name one order.');
  if (!(minutes > 0 && minutes <= 1440))
    throw new UsageError('--minutes takes a number up to 1440');
  const { dataDir, databaseFile } = openDataDir();
  const storage = openDataStorage();
  const calls = openCallFile(join(dataDir, databaseFile.replace(/\.db$/, '.calls.db')));
  try {
    const [payment] = paymentsOfOrder(storage, orderNo);
    if (payment === undefined) {
      throw new UsageError(`창구에 없는 주문이에요. The desk knows no order ${orderNo}.`);
    }
    console.log(
      `창구에서 ${orderNo}의 1,000원을 환불해 주세요. Refund 1,000 won of ${orderNo} at the desk.`,
    );
    const untilMs = systemClock.nowMs() + minutes * 60_000;
    const sent = await watch(storage, calls, payment.payToken, untilMs);
    if (sent === null) {
      console.log('환불이 없었어요. No refund was sent; nothing was written.');
      process.exitCode = 1;
      return;
    }
    const { text, isFine } = report(orderNo, sent);
    const reportFile = join(dataDir, 'first-refund.md');
    writeFileSync(reportFile, `${text}\n`, { mode: 0o600 });
    console.log(`\n${text}\n\n${reportFile}`);
    if (!isFine) process.exitCode = 1;
  } finally {
    calls.close();
    storage.close();
  }
});
