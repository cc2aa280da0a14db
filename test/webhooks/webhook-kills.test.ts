/** `kill -9` while events are delivered to a bad receiver: none is lost, doubled ones are known. */
import { expect, it } from 'vitest';
import { runWebhookKills } from './kill-run.ts';

const LONGEST_MS = 300_000;

it(
  'loses no event over kills of the desk and of its receiver',
  async () => {
    const run = await runWebhookKills({ kills: 6, events: 60, atOnce: 3 });
    expect(run.broken).toEqual([]);
    expect(run.events).toBeGreaterThanOrEqual(60);
    expect(run.attempts).toBeGreaterThan(run.events);
  },
  LONGEST_MS,
);

it(
  'finds what a desk loses that takes an event for delivered where it was refused',
  async () => {
    const faults = [
      {
        file: 'server/webhooks/apply-result.ts',
        find: "const state = pause === null ? 'failed' : 'waiting'",
        put: "const state = 'delivered'",
      },
    ];
    const run = await runWebhookKills({ kills: 1, events: 60, atOnce: 3, faults });
    expect(run.broken.join()).toMatch(/was lost/);
  },
  LONGEST_MS,
);
