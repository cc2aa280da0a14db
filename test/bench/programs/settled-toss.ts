/**
 * Toss's settlement of a shop whose payments are in a file, made ready before it is asked for:
 * each payment and refund of a day is paid out three days later. `GET /?day=2026-11-24` makes a
 * day ready and answers how many lines it has, and how long the desk took from its first page of
 * these trades to its next question after them.
 */
import { addDays } from '../../../server/settlement/import-times.ts';
import { spanOfKstDay } from '../../../shared/kst.ts';
import { listen, openFloor } from './listen.ts';

const LINES_A_PAGE = 1000;
const RATE = 0.032;
const [port, file = ''] = process.argv.slice(2);

const trades = openFloor(file).prepare(
  `SELECT 'PAY' AS type, pay_token AS token, pay_token || '-0' AS id, order_no AS orderNo,
      pay_method AS method, product_desc AS product, amount AS won,
      strftime('%Y%m%d%H%M%S', completed_at, '+9 hours') AS at
    FROM payment WHERE ifnull(completed_at, '') >= @from AND ifnull(completed_at, '') < @to
  UNION ALL
  SELECT 'REFUND', refund.pay_token, refund_no, order_no, pay_method, product_desc,
      -refund.amount, strftime('%Y%m%d%H%M%S', refunded_at, '+9 hours')
    FROM payment_refund AS refund JOIN payment USING (pay_token)
    WHERE refunded_at >= @from AND refunded_at < @to`,
);

interface Trade {
  type: string;
  token: string;
  id: string;
  orderNo: string;
  method: string | null;
  product: string;
  won: number;
  at: string;
}

const digitsOf = (day: string) => day.replaceAll('-', '');

function lineOf({ type, token, id, orderNo, method, product, won, at }: Trade, dueDate: string) {
  const fee = -Math.trunc(won * RATE) + 0;
  const vat = Math.round(fee / 10) + 0;
  return {
    ...{ transactionType: type, transactionId: id, payToken: token, productDesc: product, orderNo },
    payMethod: method ?? 'TOSS_MONEY',
    ...{ amount: won, fee, vat, feeVatSum: fee + vat },
    ...{ settleDate: at.slice(0, 8), dueDate, settleDateTime: at },
  };
}

interface Ready {
  lines: number;
  /** By cursor. */
  pages: Map<string, string>;
  askedMs: number | null;
  tookMs: number | null;
}

function makeReady(day: string): Ready {
  const dueDate = digitsOf(addDays(day, 3));
  const lines = (trades.all(spanOfKstDay(day)) as Trade[]).map((trade) => lineOf(trade, dueDate));
  const sum = (name: 'amount' | 'fee' | 'vat' | 'feeVatSum') =>
    lines.reduce((total, line) => total + line[name], 0);
  const totals = {
    ...{ totalAmount: sum('amount'), totalFee: sum('fee') },
    ...{ totalVat: sum('vat'), totalFeeVatSum: sum('feeVatSum') },
  };
  const pages = new Map<string, string>();
  for (let at = 0; at === 0 || at < lines.length; at += LINES_A_PAGE) {
    const end = at + LINES_A_PAGE;
    const nextCursor = end < lines.length ? String(end) : '';
    const transactionList = lines.slice(at, end);
    pages.set(
      at === 0 ? '' : String(at),
      JSON.stringify({ transactionList, nextCursor, ...totals }),
    );
  }
  return { lines: lines.length, pages, askedMs: null, tookMs: null };
}

const ready = new Map<string, Ready>();
/** The day whose time still runs. */
let running: Ready | null = null;
const nothing = makeReady('2000-01-01').pages.get('') ?? '';

interface Question {
  dateType: string;
  baseDate: string;
  nextCursor?: string;
}

function pageFor({ dateType, baseDate, nextCursor = '' }: Question): string {
  const now = performance.now();
  if (running?.askedMs != null && nextCursor === '') {
    running.tookMs = now - running.askedMs;
    running = null;
  }
  const day = dateType === 'SETTLE' ? ready.get(baseDate) : undefined;
  if (day === undefined) return nothing;
  if (nextCursor === '') {
    day.askedMs = now;
    running = day;
  }
  return day.pages.get(nextCursor) ?? nothing;
}

listen(port, (request, response) => {
  const day = new URL(request.url ?? '/', 'http://toss').searchParams.get('day');
  if (request.method === 'GET') {
    const known = day === null ? undefined : (ready.get(digitsOf(day)) ?? makeReady(day));
    if (day !== null && known !== undefined) ready.set(digitsOf(day), known);
    response.end(JSON.stringify({ lines: known?.lines ?? 0, tookMs: known?.tookMs ?? null }));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(pageFor(JSON.parse(Buffer.concat(chunks).toString()) as Question));
  });
});
