/** Row 19: a backlog of events that drains, and the list of a clerk meanwhile. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../server/sqlite.ts';
import { outgoingTypes } from '../../shared/webhook.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchDesk } from './bench-desk.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { shown } from './figures.ts';
import { asking, LIST_PATH } from './list-asks.ts';
import { askWell, burst } from './load.ts';

const ENDPOINT = '00000000-0000-4000-8000-0000000000b1';
/** For how long a backlog of this size is looked at. */
const LOOK_MS = { from: 100_000, ms: 60_000, fewer: 1500 };

/** An event of each payment, and an endpoint that has got none of them. */
function plantBacklog(file: string, url: string, events: number): void {
  const at = new Date().toISOString();
  const database = new Database(file);
  database
    .prepare(
      `WITH told AS (SELECT 'evt_' || lower(hex(randomblob(16))) AS id, pay_token AS subject,
          json_object('payToken', pay_token, 'orderNo', order_no, 'status', status,
            'refunded', refunded, 'amount', amount) AS data FROM payment LIMIT @events)
        INSERT INTO outgoing_event (id, at, type, subject, body)
        SELECT id, @at, 'payment.completed', subject, json_object('id', id,
          'type', 'payment.completed', 'timestamp', @at, 'sequence', 1, 'data', json(data))
          FROM told`,
    )
    .run({ at, events });
  database
    .prepare(
      `INSERT INTO webhook_endpoint (id, url, types, state, state_since, created_at, cursor)
        VALUES (@id, @url, @types, 'on', @at, @at, 0)`,
    )
    .run({ id: ENDPOINT, url, types: JSON.stringify(outgoingTypes), at });
  database.close();
}

async function switchEndpoint(desk: BenchDesk, to: 'on' | 'off'): Promise<void> {
  const agent = new Agent();
  const headers = { cookie: desk.cookie(0), origin: desk.url, 'content-type': 'application/json' };
  await askWell(agent, {
    ...{ method: 'POST', url: `${desk.url}/api/webhooks/${ENDPOINT}/${to}`, headers },
    ...(to === 'on' && { body: JSON.stringify({ sendMissed: true }) }),
  });
  agent.destroy();
}

async function drain(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const receiver = await context.startHelper('webhook-receiver', []);
  const before = await context.startDesk(large);
  await before.stop();
  plantBacklog(before.file, `${receiver.url}/hook`, large);
  const desk = await context.startAgain(before, { env: { EVENTS_OUT: '1' } });
  const taken = async () => Number(await (await fetch(receiver.url)).text());
  const startedMs = performance.now();
  const had = await taken();
  await sleep(large >= LOOK_MS.from ? LOOK_MS.ms : LOOK_MS.fewer);
  const perSecond = ((await taken()) - had) / ((performance.now() - startedMs) / 1000);

  const next = asking(desk, LIST_PATH);
  const list = async (to: 'on' | 'off') => {
    await switchEndpoint(desk, to);
    return (await burst({ requests, atOnce: 1 }, next)).p50;
  };
  const turns = await byTurns(
    context,
    () => list('on'),
    () => list('off'),
  );
  await desk.stop('SIGKILL');
  await receiver.stop();
  return [
    {
      part: 'delivered',
      product: shown(perSecond, 'a second'),
      floor: '',
      ratio: perSecond,
      bound: { is: 'at least', than: 200 },
    },
    {
      part: 'list, p50',
      product: shown(turns.first, 'ms'),
      floor: shown(turns.second, 'ms'),
      ratio: turns.ratio,
      bound: { is: 'at most', than: 1.3 },
    },
  ];
}

export const webhookRow: Bench = {
  row: 19,
  name: 'webhooks',
  what:
    'A backlog of events, one of each payment, looked at for a minute; the list beside that of a ' +
    'desk that sends none',
  goal: '≥ 200 a second; the list ≤ 1.3 × idle',
  run: drain,
};
