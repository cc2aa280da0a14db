/**
 * `npx tsx test/long/webhooks.ts [--kills 100] [--events 100000]`: events to an endpoint that fails
 * at random, hangs, is late and is killed, while the desk is killed too. Exits with 1 where a
 * promise was broken.
 */
import { parseArgs } from 'node:util';
import { runWebhookKills } from '../webhooks/kill-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    events: { type: 'string', default: '100000' },
  },
});
const { events, kills, attempts, failed, broken } = await runWebhookKills({
  ...{ kills: Number(values.kills), events: Number(values.events), atOnce: 8 },
});
console.log(
  `${String(kills)} kills, ${String(events)} events, ${String(attempts)} attempts, ` +
    `${String(failed)} given up, ${String(broken.length)} broken`,
);
for (const sentence of broken) console.log(`  ${sentence}`);
if (broken.length > 0) process.exitCode = 1;
