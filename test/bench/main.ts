/** `npm run bench`: measures the named rows, or all, and keeps the results. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../server/commands/build.ts';
import type { Bench } from './bench.ts';
import { benches } from './benches.ts';
import { openContext, type BenchSize } from './context.ts';
import { writePerformancePage } from './page.ts';
import { pinLoad } from './processes.ts';
import { mergeResults, readResults, resultOf, tableText, writeResults } from './results.ts';
import type { Result } from './results.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A figure of fewer repetitions is shown, but never kept. */
const LEAST_REPETITIONS = 5;

const USAGE = `npm run bench [-- NAME…] [--payments N] [--repetitions N] [--requests N]
  --desk FILE  measures this build of the desk instead of making one; nothing is kept
  --docs       only writes docs/performance.md from the kept results
Names: ${benches.map(({ name }) => name).join(', ')}`;

const OPTIONS = {
  payments: { type: 'string', default: '1000000' },
  repetitions: { type: 'string', default: '7' },
  requests: { type: 'string', default: '300' },
  desk: { type: 'string' },
  docs: { type: 'boolean' },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function chosen(names: readonly string[]): readonly Bench[] {
  const strange = names.find((name) => !benches.some((bench) => bench.name === name));
  if (strange !== undefined) throw new Error(`There is no bench ${strange}.\n\n${USAGE}`);
  if (names.length === 0) return benches.filter(({ alone }) => alone !== true);
  const named = benches.filter(({ name }) => names.includes(name));
  const alone = named.find((bench) => bench.alone === true);
  if (alone !== undefined && named.length > 1) {
    throw new Error(`${alone.name} takes long: run it by itself.`);
  }
  return named;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${text} is no whole number.\n\n${USAGE}`);
  return Number(text);
}

function sizeOf({ payments, repetitions, requests }: Given): BenchSize {
  const large = wholeNumber(payments);
  return {
    large,
    small: Math.min(10_000, large),
    repetitions: wholeNumber(repetitions),
    requests: wholeNumber(requests),
    tabs: 1000,
    sessions: 24,
  };
}

/** Sequentially; a bench that fails is reported and keeps its former result. */
async function measure(asked: readonly Bench[], size: BenchSize, desk: string): Promise<Result[]> {
  const say = (text: string) => console.error(text);
  const context = openContext({ size, say, desk });
  const results: Result[] = [];
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  try {
    for (const bench of asked) {
      say(`${String(bench.row)} ${bench.name}: ${bench.what}`);
      try {
        const figures = await bench.run(context);
        // Left out on this machine, so that the former result stays.
        if (figures.length === 0) continue;
        const at = new Date().toISOString();
        const payments = Math.min(size.large, bench.mostPayments ?? Infinity);
        const { repetitions } = size;
        results.push(resultOf(bench, figures, { at, command, payments, repetitions }));
      } catch (error) {
        console.error(`${bench.name} could not be measured:`, error);
        process.exitCode = 1;
      }
    }
  } finally {
    await context.close();
  }
  return results;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: OPTIONS });
  if (values.docs === true) {
    await writePerformancePage();
    return;
  }
  const asked = chosen(positionals);
  const size = sizeOf(values);
  if (values.desk === undefined) await build({ ifStale: true });
  if (!asked.some(({ alone }) => alone === true)) pinLoad();
  const results = await measure(asked, size, values.desk ?? join(ROOT, 'dist/server/main.js'));
  console.log(tableText(results));
  if (values.desk !== undefined || size.repetitions < LEAST_REPETITIONS) return;
  writeResults(mergeResults(readResults(), results));
}

await main();
