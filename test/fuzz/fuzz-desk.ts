/** A desk to be fuzzed: its people, its data, and its books beside Toss's own. */
import { randomUUID } from 'node:crypto';
import type { Role, TokenScope } from '../../shared/permissions.ts';
import { knowApproved, knowPaid, knowStandby } from '../support/desk-acts.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import {
  addStaff,
  callDesk,
  signIn,
  startTestDesk,
  type RunningDesk,
} from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { FuzzCase, FuzzRole } from './fuzz-request.ts';

const MANY = 100_000_000;
/** No rate limits: all requests come from one address. */
const bounds = {
  requests: { requestsPerMinute: MANY, strangersPerMinute: MANY, pagesPerMinute: MANY },
  outbound: { perSecond: 10_000, burst: 10_000, keptForMoney: 2 },
};
/** Requests that end or lock their session: each gets its own. */
const endsSession =
  /^(?:\S+ \/api\/auth\/(?:sign-out|lock|change-password)|DELETE \/api\/me\/sessions$)/;

export interface FuzzDesk {
  desk: RunningDesk;
  managerCookie: string;
  headersOf(one: FuzzCase): Record<string, string>;
  /** Replaces placeholders such as `$payToken:3` by data of the desk. */
  fill(text: string, payToken: string): string;
  /** Operations that people requested and that were answered 2xx, by id. */
  asked: Map<string, { amount: number; kind: string }>;
  /** Differences between the desk's books, Toss's and the requests. */
  wrongBooks(): Promise<string[]>;
  close(): Promise<void>;
}

async function cookieOf(desk: RunningDesk, name: string, role: Role): Promise<string> {
  const email = `${name}@fuzz.test`;
  await addStaff(desk.database, email, `${name} 님`, role);
  return signIn(desk.url, email);
}

function tokenOf(desk: RunningDesk, scope: TokenScope): Promise<string> {
  return addToken(desk.database, atCommandLine, scope, [scope]);
}

async function headersByRole(desk: RunningDesk): Promise<Map<string, Record<string, string>>> {
  const { url } = desk;
  const by = new Map<string, Record<string, string>>();
  for (const role of ['viewer', 'operator', 'manager'] as const) {
    for (const use of ['', '-ending']) {
      const cookie = await cookieOf(desk, `${role}${use}`, role);
      by.set(`${role}${use}`, { cookie, origin: url });
    }
  }
  const locked = await cookieOf(desk, 'locked', 'manager');
  await callDesk(url, locked, ['POST', '/api/auth/lock']);
  by.set('locked', { cookie: locked, origin: url });
  for (const scope of ['create', 'lookup'] as const) {
    by.set(scope, { authorization: `Bearer ${await tokenOf(desk, scope)}` });
  }
  return by;
}

interface OperationRow {
  id: string;
  kind: string;
  state: string;
  amount: number;
  pay_token: string;
}

interface Books {
  charges: { payToken: string; amount: number }[];
  refunds: { payToken: string; refundNo: string; amount: number }[];
}

/** @param before Toss's charges before the first request */
function compareBooks(
  operations: readonly OperationRow[],
  books: Books,
  before: ReadonlySet<string>,
  asked: FuzzDesk['asked'],
): string[] {
  const done = operations.filter(({ state }) => state === 'succeeded');
  const wrong: string[] = [];
  for (const { refundNo, amount, payToken } of books.refunds) {
    const of = done.filter(({ id, kind }) => kind === 'refund' && id === refundNo);
    const fits = of.length === 1 && of[0]?.amount === amount && of[0].pay_token === payToken;
    if (!fits) wrong.push(`Toss has a refund ${refundNo} of ${amount} that the desk has not`);
  }
  for (const { payToken } of books.charges.filter((one) => !before.has(one.payToken))) {
    const of = done.filter((one) => one.kind === 'execute' && one.pay_token === payToken);
    if (of.length !== 1) wrong.push(`Toss has charged ${payToken} without an execute of ours`);
  }
  for (const { id, kind, amount } of done.filter((one) => one.kind === 'refund')) {
    const of = books.refunds.filter(({ refundNo }) => refundNo === id);
    if (of.length !== 1)
      wrong.push(`the desk has a ${kind} ${id} of ${amount}; Toss: ${of.length}`);
  }
  for (const { id, kind, amount } of operations) {
    const wish = asked.get(id);
    if (wish === undefined) wrong.push(`nobody asked for the ${kind} ${id}`);
    else if (wish.kind !== kind || (kind === 'refund' && wish.amount !== amount)) {
      wrong.push(`${id} is a ${kind} of ${amount}; asked for: ${JSON.stringify(wish)}`);
    }
  }
  return wrong;
}

/** Replacements by pool and number. */
async function knownTexts(desk: RunningDesk): Promise<Record<string, string[]>> {
  const payTokens: string[] = [];
  for (let n = 0; n < 12; n += 1) payTokens.push(await knowPaid(desk));
  for (let n = 0; n < 4; n += 1) payTokens.push(await knowApproved(desk));
  for (let n = 0; n < 4; n += 1) payTokens.push(await knowStandby(desk));
  const staff: string[] = [];
  for (const name of ['eins', 'zwei', 'drei']) {
    await addStaff(desk.database, `${name}@fuzz.test`, name, 'viewer');
    const [row] = desk.read<{ id: string }>(
      'SELECT id FROM "user" WHERE email = ?',
      `${name}@fuzz.test`,
    );
    staff.push(row?.id ?? '');
  }
  const orderNos = desk
    .read<{ order_no: string }>('SELECT order_no FROM payment')
    .map((row) => row.order_no);
  return { payToken: payTokens, orderNo: orderNos, staff };
}

function operationsOf(desk: RunningDesk): OperationRow[] {
  return desk.read<OperationRow>('SELECT id, kind, state, amount, pay_token FROM operation');
}

const underWay = ['sending', 'unknown', 'pending'];

export async function startFuzzDesk(): Promise<FuzzDesk> {
  const desk = await startTestDesk({ bounds });
  const pools = await knownTexts(desk);
  const by = await headersByRole(desk);
  const before = new Set((await desk.sandbox.books()).charges.map(({ payToken }) => payToken));
  const asked: FuzzDesk['asked'] = new Map();
  const pick = (pool: string, n: number): string => {
    const isOperation = pool === 'id' || pool === 'operation';
    const texts = isOperation ? [...asked.keys()] : (pools[pool] ?? []);
    return texts[n % Math.max(1, texts.length)] ?? randomUUID();
  };
  const refundedOf = (payToken: string) =>
    desk.read<{ refunded: number }>('SELECT refunded FROM payment WHERE pay_token = ?', payToken)[0]
      ?.refunded ?? 0;
  return {
    desk,
    asked,
    managerCookie: by.get('manager')?.['cookie'] ?? '',
    headersOf: ({ role, route }: { role: FuzzRole; route: string }) =>
      (endsSession.test(route) ? by.get(`${role}-ending`) : undefined) ?? by.get(role) ?? {},
    fill: (text, payToken) =>
      text
        .replaceAll('"$refunded"', () => String(refundedOf(payToken)))
        .replace(/\$(\w+):(\d+)/g, (_all, pool: string, n: string) => pick(pool, Number(n))),
    wrongBooks: async () => {
      await waitUntil(
        'nothing is under way',
        () => operationsOf(desk).filter(({ state }) => underWay.includes(state)).length,
        (count) => count === 0,
        15_000,
      );
      return compareBooks(operationsOf(desk), await desk.sandbox.books(), before, asked);
    },
    close: () => desk.close(),
  };
}
