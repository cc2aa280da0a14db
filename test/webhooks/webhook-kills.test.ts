/** `kill -9` while events are delivered: each arrives at least once, in order, none invented. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openConnection } from '../../server/storage/connection.ts';
import { outgoingTypes } from '../../shared/webhook.ts';
import { prepareDesk, signInStaff } from '../process/desk-process.ts';
import { bundlePrograms } from '../process/programs.ts';
import { callDesk } from '../support/start-desk.ts';
import { startTestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startReceiver } from './receiver.ts';

const KILLS = 6;
const LONGEST_MS = 300_000;

it(
  `loses no event over ${String(KILLS)} kills`,
  async () => {
    const programs = await bundlePrograms();
    const sandbox = await startTestSandbox();
    const dir = mkdtempSync(join(tmpdir(), 'changgu-webhook-kill-'));
    const known = new Set<string>();
    // Slow, so that a kill finds some on their way; every seventh event is refused at first.
    const receiver = await startReceiver((one, response) => {
      const isNew = !known.has(one.body.id);
      known.add(one.body.id);
      const status = isNew && known.size % 7 === 0 ? 500 : 200;
      setTimeout(() => response.writeHead(status).end(), 60);
    });
    const env = { EVENTS_OUT: '1' };
    const desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
    const read = <Row>(sql: string) => {
      const connection = openConnection(desk.file, { readonly: true });
      try {
        return connection.prepare(sql).all() as Row[];
      } finally {
        connection.close();
      }
    };
    try {
      await desk.start();
      const [manager = ''] = await signInStaff(desk, 'manager', 1);
      const [clerk = ''] = await signInStaff(desk, 'operator', 1);
      const body = { url: receiver.url, types: outgoingTypes };
      const added = await callDesk(desk.url, manager, ['POST', '/api/webhooks', body]);
      expect(added.status).toBe(201);
      const refundOne = async () => {
        const { payToken } = await sandbox.createPaid({ amount: 10_000 });
        await callDesk(desk.url, clerk, ['POST', '/api/payments/lookup', { payToken }]);
        const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
        const refund = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
        await callDesk(desk.url, clerk, ['PUT', path, refund]);
      };
      for (let kill = 0; kill < KILLS; kill += 1) {
        // What the kill cuts off fails, and is no part of what must arrive.
        const acts = [refundOne(), refundOne(), refundOne()].map((act) => act.catch(() => null));
        await Promise.race(acts);
        await sleep((kill * 37) % 200);
        await desk.kill();
        await Promise.all(acts);
        await desk.start();
      }
      await waitUntil(
        'nothing waits',
        () => ({
          // What a kill kept from Toss waits for a person, as `absent`.
          open: read<{ n: number }>(
            "SELECT count(*) AS n FROM operation WHERE state NOT IN ('succeeded', 'declined', 'absent')",
          )[0]?.n,
          waiting: read<{ n: number }>(
            "SELECT count(*) AS n FROM webhook_delivery WHERE state = 'waiting'",
          )[0]?.n,
          left: read<{ n: number }>(
            'SELECT (SELECT max(seq) FROM outgoing_event) - cursor AS n FROM webhook_endpoint',
          )[0]?.n,
        }),
        ({ open, waiting, left }) => open === 0 && waiting === 0 && left === 0,
        60_000,
      );
      const told = read<{ id: string }>('SELECT id FROM outgoing_event').map(({ id }) => id);
      expect(told.length).toBeGreaterThan(KILLS);
      expect(new Set(receiver.received.map((one) => one.body.id))).toEqual(new Set(told));
      const seen = new Map<string, number>();
      for (const { body: event } of receiver.received) {
        const before = seen.get(event.data.payToken) ?? 0;
        // What comes again may be older; what is new is the next.
        if (event.sequence > before) expect(event.sequence).toBe(before + 1);
        seen.set(event.data.payToken, Math.max(before, event.sequence));
      }
      const ended = read<{ n: number }>(
        "SELECT count(*) AS n FROM event WHERE type = 'operation' AND state = 'succeeded'",
      )[0]?.n;
      const toldEnds = new Set(
        receiver.received
          .filter(({ body: event }) => event.type === 'operation.succeeded')
          .map(({ body: event }) => event.id),
      );
      expect(toldEnds.size).toBe(ended);
    } finally {
      await desk.kill();
      await receiver.close();
      await sandbox.close();
      programs.remove();
      rmSync(dir, { recursive: true, force: true });
    }
  },
  LONGEST_MS,
);
