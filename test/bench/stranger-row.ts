/** Row 8: how long a clerk waits for a new payment while strangers flood the public endpoints. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from '../../server/storage/connection.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchDesk } from './bench-desk.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { quantile, shown } from './figures.ts';
import { startFlood } from './flood.ts';
import { ask, type Ask } from './load.ts';
import { callDesk, startTossSide } from './toss-side.ts';

/** Ten calls to Toss a second are allowed: clerks use three of them. */
const BETWEEN_CREATES_MS = 330;
/** Longer than the initial burst lasts at these rates. */
const FLOODED_MS = 2000;
/** Until all queued calls to Toss are done. */
const CALM_MS = 2000;
/** Unpaid checkouts for each payment of a turn: 80 in all. */
const ABANDONED_EACH = 2;

interface Checkout {
  payToken: string;
  ref: string;
}

const checkoutsOf = (file: string): Checkout[] => {
  const connection = openConnection(file, { readonly: true });
  const rows = connection
    .prepare('SELECT pay_token AS payToken, return_ref AS ref FROM payment WHERE order_no LIKE ?')
    .all('abandoned-%');
  connection.close();
  return rows as Checkout[];
};

/** As many as possible, within the limits of one address and of one token. */
function floodsOf(desk: BenchDesk, checkouts: readonly Checkout[], token: string) {
  const checkout = (n: number) => checkouts[n % checkouts.length] ?? { payToken: '', ref: '' };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Ask => ({
    method: 'POST',
    url: desk.url + path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return [
    {
      part: 'creating while one return page is asked for 100 times a second',
      perSecond: 100,
      next: (): Ask => ({ url: `${desk.url}/checkout/return?ref=${checkout(0).ref}` }),
    },
    {
      part: 'while 19 callbacks a second name abandoned checkouts',
      perSecond: 19,
      next: (n: number) =>
        post('/toss/callback', { payToken: checkout(n).payToken, status: 'PAY_COMPLETE' }),
    },
    {
      part: 'while a leaked token looks up 100 payments a second',
      perSecond: 100,
      next: (n: number) =>
        post(
          '/api/payments/lookup',
          { payToken: checkout(n).payToken },
          { authorization: `Bearer ${token}` },
        ),
    },
  ];
}

async function createsInFloods(context: BenchContext): Promise<Figure[]> {
  const { small, requests } = context.size;
  const perTurn = Math.max(2, Math.round(requests / 7.5));
  const toss = await startTossSide(context);
  const desk = await context.startDesk(small, { toss: toss.url });
  const agent = new Agent({ keepAlive: true });
  const strangers = new Agent({ keepAlive: true, maxSockets: 64 });
  let made = 0;
  const create = async (name: string): Promise<number> => {
    made += 1;
    const order = { orderNo: `${name}-${String(made)}`, amount: 1000, productDesc: '커피' };
    const body = { ...order, autoExecute: true };
    return (await callDesk(agent, desk, 'POST', '/api/payments', body)).ms;
  };
  const creates = async () => {
    const times: number[] = [];
    for (let n = 0; n < perTurn; n += 1) {
      await sleep(BETWEEN_CREATES_MS);
      times.push(await create('clerk'));
    }
    return quantile(times, 0.95);
  };
  for (let n = 0; n < ABANDONED_EACH * perTurn; n += 1) {
    await create('abandoned');
    await sleep(BETWEEN_CREATES_MS);
  }
  const figures: Figure[] = [];
  const token = await addToken(desk.file, atCommandLine, 'shop', ['lookup']);
  for (const { part, perSecond, next } of floodsOf(desk, checkoutsOf(desk.file), token)) {
    const { first, second, ratio } = await byTurns(
      context,
      async () => {
        const flood = startFlood(perSecond, (n) => ask(strangers, next(n)));
        await sleep(FLOODED_MS);
        const took = await creates();
        await flood.stop();
        await sleep(CALM_MS);
        return took;
      },
      creates,
    );
    const bound = { is: 'at most', than: 2 } as const;
    figures.push({ part, product: shown(first, 'ms'), floor: shown(second, 'ms'), ratio, bound });
  }
  agent.destroy();
  strangers.destroy();
  await desk.stop('SIGKILL');
  await toss.stop();
  return figures;
}

export const strangerRow: Bench = {
  row: 8,
  name: 'create-in-floods',
  what: 'A clerk’s new payment, p95, in floods of strangers; beside an idle desk',
  goal: '≤ 2 × idle',
  run: createsInFloods,
};
