/**
 * `npx tsx test/long/stops.ts [--stops 108]`: twelve desks suspended at the same time, again and
 * again, each while a second desk tries to take over. Exits with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { runStopLoop } from '../process/stop-loop.ts';

const DESKS = 12;

const { values } = parseArgs({ options: { stops: { type: 'string', default: '108' } } });
const cycles = Math.max(1, Math.round(Number(values.stops) / DESKS));
const { stops, results, takenOver } = await runStopLoop({ desks: DESKS, cycles, seed: 'long' });
const broken = [
  ...takenOver,
  ...results.flatMap(({ lost, doubled, untrue, integrityErrors, oddities }) => [
    ...[...lost, ...doubled, ...untrue],
    ...[...integrityErrors, ...oddities],
  ]),
];
const refunds = results.reduce((sum, result) => sum + result.refunds, 0);
console.log(`${String(stops)} stops, ${String(refunds)} refunds, ${String(broken.length)} broken`);
for (const sentence of broken) console.log(`  ${sentence}`);
if (broken.length > 0) process.exitCode = 1;
