/**
 * Events on their way to an endpoint that fails at random, hangs, answers late and is killed, from
 * a desk that is killed with them: each arrives at least once, in order per payment, none before
 * its commit.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../server/sqlite.ts';
import { outgoingTypes } from '../../shared/webhook.ts';
import { prepareDesk, signInStaff } from '../process/desk-process.ts';
import { bundlePrograms } from '../process/programs.ts';
import { callDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startReceiver, type Received } from './receiver.ts';

/** The same desk with shorter times, so that a run does not wait for days. */
const shortTimes: readonly PlantedFault[] = [
  {
    file: 'server/webhooks/retry-plan.ts',
    find: '...[5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR]',
    put: '...[200, 400, 800, 1600, 3200, 6400, 12800]',
  },
  {
    file: 'server/guarded-post.ts',
    find: 'const TIMEOUT_MS = 10_000',
    put: 'const TIMEOUT_MS = 700',
  },
  {
    file: 'server/guarded-post.ts',
    find: 'const LATE_MS = 30_000',
    put: 'const LATE_MS = 2500',
  },
];
/** Longer than `TIMEOUT_MS` there, and shorter than `LATE_MS`. */
const LATE_MS = 1100;

export interface KillRun {
  kills: number;
  /** At least so many events, two of each refund. */
  events: number;
  /** Refunds at a time. */
  atOnce: number;
  /** Planted in the desk, which then must not pass. */
  faults?: readonly PlantedFault[];
}

export interface KillRunResult {
  events: number;
  kills: number;
  /** Attempts that the receiver got, with those that it did not answer well. */
  attempts: number;
  /** Deliveries that the desk gave up. */
  failed: number;
  /** What was broken, in English. */
  broken: string[];
}

type Answer = NonNullable<Parameters<typeof startReceiver>[0]>;

/** Answers well most of the time; else it hangs, is late, cuts the connection or refuses. */
function answerBadly(response: Parameters<Answer>[1], nth: number, take: () => void): void {
  const well = () => {
    take();
    response.writeHead(204).end();
  };
  if (nth % 23 === 0) return;
  if (nth % 17 === 0) setTimeout(well, LATE_MS);
  else if (nth % 13 === 0) response.destroy();
  else if (nth % 7 === 0) response.writeHead(500).end();
  else well();
}

/** Each receipt in its order: what is new for a payment is the next of it. */
function orderFaults(received: readonly Received[], failed: ReadonlySet<string>): string[] {
  const seen = new Map<string, number>();
  const faults: string[] = [];
  for (const { body: event } of received) {
    const { payToken } = event.data;
    const before = seen.get(payToken) ?? 0;
    let next = before + 1;
    // A gap is an event that the desk gave up and told as failed.
    while (failed.has(`${String(payToken)} ${String(next)}`)) next += 1;
    if (event.sequence > next) {
      faults.push(`${String(payToken)}: ${String(event.sequence)} came after ${String(before)}`);
    }
    seen.set(payToken, Math.max(before, event.sequence));
  }
  return faults;
}

/** @throws Error where the desk does not come up, or events still wait after minutes */
export async function runWebhookKills(run: KillRun): Promise<KillRunResult> {
  const programs = await bundlePrograms([...shortTimes, ...(run.faults ?? [])]);
  const sandbox = await startTestSandbox();
  const dir = mkdtempSync(join(tmpdir(), 'changgu-webhook-kill-'));
  const env = { EVENTS_OUT: '1', TOSS_CALLS_A_SECOND: '200' };
  const desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
  const broken: string[] = [];
  let file: InstanceType<typeof Database> | null = null;
  const read = <Row>(sql: string, ...values: string[]) => {
    file ??= new Database(desk.file, { readonly: true });
    return file.prepare(sql).all(...values) as Row[];
  };
  const count = (sql: string) => read<{ n: number }>(`SELECT (${sql}) AS n`)[0]?.n ?? 0;
  let isDead = false;
  let attempts = 0;
  const taken = new Set<string>();
  const committed = new Set<string>();
  const isCommitted = (id: string) => {
    if (committed.has(id)) return true;
    // Numbers go up in the order of the commits, and no event is removed.
    const since = String(committed.size);
    for (const event of read<{ id: string }>(
      'SELECT id FROM outgoing_event WHERE seq > ?',
      since,
    )) {
      committed.add(event.id);
    }
    return committed.has(id);
  };
  const receiver = await startReceiver((one, response) => {
    attempts += 1;
    const { id } = one.body as { id: string };
    if (!isCommitted(id)) broken.push(`${id} came before its commit`);
    if (isDead) response.destroy();
    else answerBadly(response, attempts, () => taken.add(id));
  });
  try {
    await desk.start();
    const [manager = ''] = await signInStaff(desk, 'manager', 1);
    const clerks = await signInStaff(desk, 'operator', run.atOnce);
    const body = { url: receiver.url, types: outgoingTypes };
    const added = await callDesk(desk.url, manager, ['POST', '/api/webhooks', body]);
    if (added.status !== 201) throw new Error(JSON.stringify(added.body));
    const refundOne = async (clerk: string) => {
      const { payToken } = await sandbox.createPaid({ amount: 1000 });
      await callDesk(desk.url, clerk, ['POST', '/api/payments/lookup', { payToken }]);
      const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
      // So little that a long run stays below Toss's limit of a day.
      const refund = { kind: 'refund', amount: 100, reason: '단순 변심', seenRefunded: 0 };
      await callDesk(desk.url, clerk, ['PUT', path, refund]);
    };
    const told = () => count('SELECT coalesce(max(seq), 0) FROM outgoing_event');
    // What a kill cuts off fails, and is no part of what must arrive.
    const refundUntil = async (clerk: string, isOver: () => boolean) => {
      while (!isOver()) await refundOne(clerk).catch(() => null);
    };
    for (let kill = 0; kill < run.kills; kill += 1) {
      const wanted = (run.events * (kill + 1)) / run.kills;
      await Promise.all(clerks.map((clerk) => refundUntil(clerk, () => told() >= wanted)));
      // Every third time the receiver is down as well, before and after the desk.
      isDead = kill % 3 === 2;
      const last = clerks.map((clerk) => refundOne(clerk).catch(() => null));
      await Promise.race(last);
      await sleep((kill * 37) % 200);
      await desk.kill();
      await Promise.all(last);
      await desk.start();
      await sleep(isDead ? 500 : 0);
      isDead = false;
    }
    await waitUntil(
      'nothing waits',
      () => ({
        // What a kill kept from Toss waits for a person, as `absent`.
        open: count(
          "SELECT count(*) FROM operation WHERE state NOT IN ('succeeded', 'declined', 'absent')",
        ),
        waiting: count("SELECT count(*) FROM webhook_delivery WHERE state = 'waiting'"),
        left: count('SELECT (SELECT max(seq) FROM outgoing_event) - cursor FROM webhook_endpoint'),
      }),
      ({ open, waiting, left }) => open === 0 && waiting === 0 && left === 0,
      120_000 + run.events * 10,
    );
    const failed = read<{ pay_token: string; sequence: number; id: string }>(
      `SELECT subject AS pay_token, json_extract(body, '$.sequence') AS sequence, id
         FROM webhook_delivery JOIN outgoing_event USING (seq, subject)
        WHERE state = 'failed'`,
    );
    const givenUp = new Set(failed.map(({ id }) => id));
    for (const { id } of read<{ id: string }>('SELECT id FROM outgoing_event')) {
      if (!taken.delete(id) && !givenUp.has(id)) broken.push(`${id} was lost`);
    }
    for (const id of taken) broken.push(`${id} was told and is not kept`);
    const gaps = new Set(failed.map((row) => `${row.pay_token} ${String(row.sequence)}`));
    broken.push(...orderFaults(receiver.received, gaps));
    const ended = count(
      "SELECT count(*) FROM event WHERE type = 'operation' AND state = 'succeeded'",
    );
    const ends = count("SELECT count(*) FROM outgoing_event WHERE type = 'operation.succeeded'");
    if (ends !== ended) broken.push(`${String(ended)} refunds ended, ${String(ends)} were told`);
    return { events: told(), kills: run.kills, attempts, failed: failed.length, broken };
  } finally {
    await desk.kill();
    await receiver.close();
    await sandbox.close();
    (file as InstanceType<typeof Database> | null)?.close();
    programs.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}
