/**
 * `npm run soak`: a shop with fifty staff for half an hour, with frequent errors of Toss.
 *
 *     npm run soak [-- --minutes 30] [--per-second 20] [--toss-per-second 150]
 *         [--payments 100000] [--seed S]
 *
 * Prints a table, writes test/bench/soak.json, and exits with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { keepSoak } from './kept-soak.ts';
import { FULL_STAFF, runSoak } from './run-soak.ts';
import { rowsOf, summarize, type Row, type Summary } from './verdict.ts';

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0`);
  return value;
}

function printTable(rows: readonly Row[]): void {
  const columns = ['what', 'measured', 'goal', 'verdict'] as const;
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(columns.map((column, index) => row[column].padEnd(widths[index] ?? 0)).join('  '));
  }
}

function printCounts(title: string, counts: Record<string, number>): void {
  const told = Object.entries(counts).map(([what, many]) => `${what} ${String(many)}`);
  console.log(`${title}: ${told.length === 0 ? 'none' : told.join(', ')}`);
}

function printSummary(summary: Summary): void {
  const { asked, seconds, tossCalls, spoiledCalls, growth, counts, errors, broken } = summary;
  const perSecond = (many: number) => `${(many / seconds).toFixed(1)} a second`;
  console.log(
    `${String(asked)} operations asked for (${perSecond(asked)}), ` +
      `${String(tossCalls)} calls to Toss (${perSecond(tossCalls)}), ` +
      `${((100 * spoiledCalls) / Math.max(1, tossCalls)).toFixed(1)} % of them spoiled`,
  );
  printCounts('done beside', counts);
  printCounts('refused or failed', errors);
  const mapped = growth.resident === null ? '' : `, with mapped files ${growth.resident} MB/h`;
  console.log(
    `memory at the end: heap ${summary.heapMb} MB, resident ${summary.residentMb} MB${mapped}`,
  );
  for (const sentence of broken) console.log(`BROKEN: ${sentence}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      'per-second': { type: 'string', default: '20' },
      'toss-per-second': { type: 'string', default: '150' },
      payments: { type: 'string', default: '100000' },
      seed: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  });
  const seconds = Math.round(60 * positive('minutes', values.minutes));
  const perSecond = positive('per-second', values['per-second']);
  const tossPerSecond = positive('toss-per-second', values['toss-per-second']);
  const payments = Number(values.payments);
  if (!(Number.isInteger(payments) && payments >= 0)) {
    throw new Error('--payments takes a whole number, 0 or more');
  }
  const { seed } = values;
  const result = await runSoak({
    ...{ seconds, perSecond, tossPerSecond, payments, seed, staff: FULL_STAFF },
    onProgress: (done) => {
      const { heap, own } = done.memory;
      const memory = `heap ${heap.toFixed(1)} MB, own memory ${own?.toFixed(0) ?? '?'} MB`;
      console.log(`${String(done.seconds)} s, ${String(done.asked)} operations, ${memory}`);
    },
  });
  const summary = summarize(result, { seconds, perSecond });
  const rows = rowsOf(summary);
  const pace = `--per-second ${perSecond} --toss-per-second ${tossPerSecond} --payments ${payments}`;
  keepSoak(summary, rows, `npm run soak -- --minutes ${values.minutes} ${pace} --seed ${seed}`);
  printSummary(summary);
  printTable(rows);
  if (rows.some((row) => row.verdict === 'not met')) process.exitCode = 1;
}

await main();
