/** What somebody typed into the search box: words of the filter, or something to look for. */
import { payStatuses } from '../../shared/payment.ts';
import { parseWon } from '../../shared/won.ts';
import type { ListQuery, Period } from './list-query.ts';

const periodWords: Readonly<Record<string, Period>> = {
  오늘: 'today',
  today: 'today',
  어제: 'yesterday',
  yesterday: 'yesterday',
  '7일': '7d',
  '30일': '30d',
  '90일': '90d',
  전체: 'all',
  전체기간: 'all',
};

type StatusWords = Pick<ListQuery, 'status' | 'refund'>;

const statuses = (...status: string[]): Partial<StatusWords> => ({ status });

/** Without spaces, because 부분환불 and 부분 환불 are the same to whoever types them. */
const statusWords: Readonly<Record<string, Partial<StatusWords>>> = {
  결제대기: statuses('PAY_STANDBY'),
  승인대기: statuses('PAY_APPROVED'),
  출금처리중: statuses('PAY_PROGRESS'),
  결제완료: statuses('PAY_COMPLETE'),
  결제취소: statuses('PAY_CANCEL'),
  취소: statuses('PAY_CANCEL'),
  환불처리중: statuses('REFUND_PROGRESS'),
  부분환불: { status: ['REFUND_SUCCESS'], refund: 'partial' },
  전액환불: { status: ['REFUND_SUCCESS'], refund: 'full' },
  환불완료: statuses('REFUND_SUCCESS'),
  정산완료: statuses('SETTLEMENT_COMPLETE'),
  환불정산완료: statuses('SETTLEMENT_REFUND_COMPLETE'),
  standby: statuses('PAY_STANDBY'),
  approved: statuses('PAY_APPROVED'),
  charging: statuses('PAY_PROGRESS'),
  paid: statuses('PAY_COMPLETE'),
  canceled: statuses('PAY_CANCEL'),
  refunding: statuses('REFUND_PROGRESS'),
  partial: { status: ['REFUND_SUCCESS'], refund: 'partial' },
  full: { status: ['REFUND_SUCCESS'], refund: 'full' },
  settled: statuses('SETTLEMENT_COMPLETE'),
};

function readAmount(text: string): Partial<ListQuery> | null {
  const [low = '', high, ...rest] = text.split(/[-~–]/);
  if (rest.length > 0) return null;
  const amountMin = low === '' ? null : parseWon(low);
  const amountMax = high === undefined ? amountMin : high === '' ? null : parseWon(high);
  if (low !== '' && amountMin === null) return null;
  if (high !== undefined && high !== '' && amountMax === null) return null;
  return amountMin === null && amountMax === null ? null : { amountMin, amountMax };
}

function readStatus(text: string): Partial<ListQuery> | null {
  const word = text.toLowerCase();
  const named = statusWords[word];
  if (named !== undefined) return named;
  const code = payStatuses.find((status) => status === text.toUpperCase());
  return code === undefined ? null : statuses(code);
}

function readWord(word: string): Partial<ListQuery> | null {
  const period = periodWords[word.toLowerCase()];
  if (period !== undefined) return { period, fromDay: null, toDay: null };
  const pair = /^(금액|amount|상태|status):(.+)$/i.exec(word);
  if (pair === null) return null;
  const [, key = '', value = ''] = pair;
  return /^(금액|amount)$/i.test(key) ? readAmount(value) : readStatus(value);
}

/**
 * Splits `어제 금액:4000-5000 머그컵` into what it changes in the filter and what is left to look
 * for (`머그컵`).
 */
export function readSearchWords(text: string): { change: Partial<ListQuery>; q: string } {
  const change: Partial<ListQuery> = {};
  const left: string[] = [];
  // A space after the colon, or inside 부분 환불, is forgiven.
  const joined = text
    .trim()
    .replace(/:\s+/g, ':')
    .replace(/(부분|전액)\s+환불/g, '$1환불');
  for (const word of joined.split(/\s+/)) {
    const read = word === '' ? null : readWord(word);
    if (read !== null) Object.assign(change, read);
    else if (word !== '') left.push(word);
  }
  return { change, q: left.join(' ') };
}

/** `true` for what Toss would take as an orderNo and nobody would type as a name or an amount. */
export function looksLikeOrderNo(text: string): boolean {
  return /^[A-Za-z0-9_\-:.^@]{4,50}$/.test(text) && /\d/.test(text);
}

/**
 * `4,000`, `4000원` and short digits that name no payment are an amount; eight digits in a row are
 * rather the day that an order number begins with.
 */
export function readBareAmount(text: string): number | null {
  return /^(\d{1,7}|[\d,]{1,9}원|\d[\d,]*,\d{3})$/.test(text) ? parseWon(text) : null;
}
