/** What somebody typed into the search box: terms of the filter, or something to look for. */
import { payStatuses } from '../../shared/payment.ts';
import { parseWon } from '../../shared/won.ts';
import type { ListQuery, Period } from './list-query.ts';

type Change = Partial<ListQuery>;

/** What a value may be called, without spaces and hyphens: 부분환불, 부분 환불 and 부분-환불 are one. */
type Words = Readonly<Record<string, Change>>;

const period = (name: Period): Change => ({ period: name, fromDay: null, toDay: null });
const statuses = (...status: string[]): Change => ({ status });

const periodWords: Words = {
  오늘: period('today'),
  today: period('today'),
  어제: period('yesterday'),
  yesterday: period('yesterday'),
  '7일': period('7d'),
  '7d': period('7d'),
  '7days': period('7d'),
  '30일': period('30d'),
  '30d': period('30d'),
  '30days': period('30d'),
  '90일': period('90d'),
  '90d': period('90d'),
  '90days': period('90d'),
  전체: period('all'),
  전체기간: period('all'),
  alltime: period('all'),
};

const statusWords: Words = {
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
  waiting: statuses('PAY_STANDBY'),
  approved: statuses('PAY_APPROVED'),
  toexecute: statuses('PAY_APPROVED'),
  charging: statuses('PAY_PROGRESS'),
  paid: statuses('PAY_COMPLETE'),
  canceled: statuses('PAY_CANCEL'),
  cancelled: statuses('PAY_CANCEL'),
  refunding: statuses('REFUND_PROGRESS'),
  refunded: statuses('REFUND_SUCCESS'),
  partial: { status: ['REFUND_SUCCESS'], refund: 'partial' },
  partlyrefunded: { status: ['REFUND_SUCCESS'], refund: 'partial' },
  full: { status: ['REFUND_SUCCESS'], refund: 'full' },
  fullyrefunded: { status: ['REFUND_SUCCESS'], refund: 'full' },
  settled: statuses('SETTLEMENT_COMPLETE'),
  refundsettled: statuses('SETTLEMENT_REFUND_COMPLETE'),
};

const methodWords: Words = {
  토스머니: { method: 'TOSS_MONEY' },
  머니: { method: 'TOSS_MONEY' },
  tossmoney: { method: 'TOSS_MONEY' },
  money: { method: 'TOSS_MONEY' },
  카드: { method: 'CARD' },
  card: { method: 'CARD' },
};

const refundWords: Words = {
  없음: { refund: 'none' },
  none: { refund: 'none' },
  부분: { refund: 'partial' },
  부분환불: { refund: 'partial' },
  partial: { refund: 'partial' },
  전액: { refund: 'full' },
  전액환불: { refund: 'full' },
  full: { refund: 'full' },
  가능: { refund: 'possible' },
  possible: { refund: 'possible' },
  refundable: { refund: 'possible' },
};

const taxWords: Words = {
  단일: { tax: 'single' },
  단일과세: { tax: 'single' },
  single: { tax: 'single' },
  복합: { tax: 'mixed' },
  복합과세: { tax: 'mixed' },
  mixed: { tax: 'mixed' },
};

const clockWords: Words = {
  생성: { clock: 'created' },
  결제생성: { clock: 'created' },
  created: { clock: 'created' },
  완료: { clock: 'completed' },
  결제완료: { clock: 'completed' },
  completed: { clock: 'completed' },
  변경: { clock: 'changed' },
  마지막변경: { clock: 'changed' },
  changed: { clock: 'changed' },
};

function wordOf(words: Words, text: string): Change | null {
  const plain = text.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(words, plain) ? (words[plain] ?? null) : null;
}

/** `4,000`, `4000원`, `1만`, `1.5만원`, `3천`. */
function readWon(text: string): number | null {
  const short = /^(\d+(?:\.\d{1,4})?)(만|천)원?$/.exec(text);
  if (short === null) return parseWon(text);
  const won = Number(short[1]) * (short[2] === '만' ? 10_000 : 1000);
  return Number.isInteger(won) ? parseWon(String(won)) : null;
}

/** `≥4000`, `4000이상`, `<5000`: one end of a span, which always counts itself. */
function readEnd(text: string): Change | null {
  const sign = /^(>=|=>|≥|>|<=|=<|≤|<)(.+)$/.exec(text);
  const word = /^(.+?)(이상|초과|이하|미만)$/.exec(text);
  const [amount, how] = sign ? [sign[2], sign[1]] : word ? [word[1], word[2]] : [];
  const won = amount === undefined ? null : readWon(amount);
  if (won === null || how === undefined) return null;
  if (how === '초과' || how === '>') return { amountMin: won + 1, amountMax: null };
  if (how === '미만' || how === '<') return { amountMin: null, amountMax: Math.max(won - 1, 0) };
  return how === '이상' || /[>≥]/.test(how)
    ? { amountMin: won, amountMax: null }
    : { amountMin: null, amountMax: won };
}

function readAmount(text: string): Change | null {
  const end = readEnd(text);
  if (end !== null) return end;
  const [low = '', high, ...rest] = text.split(/[-~–]/);
  if (rest.length > 0) return null;
  const amountMin = low === '' ? null : readWon(low);
  const amountMax = high === undefined ? amountMin : high === '' ? null : readWon(high);
  if (low !== '' && amountMin === null) return null;
  if (high !== undefined && high !== '' && amountMax === null) return null;
  if (amountMin === null && amountMax === null) return null;
  const turned = amountMin !== null && amountMax !== null && amountMin > amountMax;
  return turned ? { amountMin: amountMax, amountMax: amountMin } : { amountMin, amountMax };
}

/** One of the words, several with commas, or as Toss writes it. */
function readStatus(text: string): Change | null {
  const named = wordOf(statusWords, text);
  if (named !== null) return named;
  const several = text.split(',').map((part) => {
    const code = payStatuses.find((status) => status === part.trim().toUpperCase());
    return code === undefined ? wordOf(statusWords, part) : statuses(code);
  });
  // 부분 and 전액 are no states of Toss's: beside another they could not be told from each other.
  if (several.some((one) => one === null || (several.length > 1 && one.refund))) return null;
  return statuses(...new Set(several.flatMap((one) => one?.status ?? [])));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A word of its own, a day, or two days with ~ between: `2026-11-01~2026-11-24`. */
function readPeriod(text: string): Change | null {
  const named = wordOf(periodWords, text);
  if (named !== null) return named;
  const [from = '', to = from, ...rest] = text.split('~');
  const good = rest.length === 0 && [from, to].every((day) => day === '' || isDay(day));
  if (!good || (from === '' && to === '')) return null;
  const days = { fromDay: from === '' ? null : from, toDay: to === '' ? null : to };
  return { period: 'custom', ...days };
}

const reader = (words: Words) => (text: string) => wordOf(words, text);

/** Oneself; others are chosen from their names. */
function readStaff(text: string, ownId: string | null): Change | null {
  const isOwn = ['나', 'me'].includes(text.toLowerCase());
  return isOwn && ownId !== null ? { staff: ownId } : null;
}

interface Term {
  keys: readonly string[];
  read: (text: string, ownId: string | null) => Change | null;
}

/** The terms: how each is called in either language, and how its value is read. */
const terms: readonly Term[] = [
  { keys: ['상태', 'status'], read: readStatus },
  { keys: ['금액', 'amount'], read: readAmount },
  { keys: ['결제수단', '수단', 'method'], read: reader(methodWords) },
  { keys: ['환불', 'refund'], read: reader(refundWords) },
  { keys: ['세금', 'tax'], read: reader(taxWords) },
  { keys: ['기간', 'period'], read: readPeriod },
  { keys: ['기준', '기준시각', 'clock'], read: reader(clockWords) },
  { keys: ['담당', '담당직원', 'staff'], read: readStaff },
];

/** A value of this many words at most: `환불 정산 완료`. */
const MOST_WORDS = 3;

interface Read {
  /** `null`: a term of which nobody knows what it means. */
  change: Change | null;
  /** How many words it took. */
  took: number;
}

/** The term that begins the words; `null` where none does. */
function readTerm(words: readonly string[], ownId: string | null): Read | null {
  const [first = ''] = words;
  const named = wordOf(periodWords, first);
  if (named !== null) return { change: named, took: 1 };
  const colon = first.indexOf(':');
  const key = first.slice(0, Math.max(colon, 0)).toLowerCase();
  const term = terms.find(({ keys }) => keys.includes(key));
  if (term === undefined) return null;
  for (let took = Math.min(MOST_WORDS, words.length); took > 0; took -= 1) {
    const text = [first.slice(colon + 1), ...words.slice(1, took)].join('');
    const change = term.read(text, ownId);
    if (change !== null) return { change, took };
  }
  return { change: null, took: 1 };
}

interface SearchWords {
  /** What the terms change in the filter. */
  change: Change;
  /** What is left to look for. */
  q: string;
  /** Terms with a value that nobody understands; they are looked for as they are. */
  unclear: string[];
}

/**
 * Splits `어제 금액:4000-5000 머그컵` into what it changes in the filter and what is left to look
 * for (`머그컵`). What is no term, and a term that can't be understood, stays text.
 * @param ownId of whoever typed it: `담당:나` is nobody without it
 */
export function readSearchWords(text: string, ownId: string | null = null): SearchWords {
  const change: Change = {};
  const left: string[] = [];
  const unclear: string[] = [];
  // A space after the colon is forgiven.
  let words = text
    .trim()
    .replace(/:\s+/g, ':')
    .split(/\s+/)
    .filter((word) => word !== '');
  while (words.length > 0) {
    const read = readTerm(words, ownId);
    if (read?.change) {
      Object.assign(change, read.change);
    } else {
      const [word = ''] = words;
      left.push(word);
      if (read !== null) unclear.push(word);
    }
    words = words.slice(read?.took ?? 1);
  }
  return { change, q: left.join(' '), unclear };
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
