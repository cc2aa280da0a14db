/**
 * The quarter of `quarter.ts` at full size: `npx tsx test/settlement/main.ts [payments a day]`. 750
 * give more than 100,000 lines.
 */
import { isDeepStrictEqual } from 'node:util';
import { runQuarter } from './quarter.ts';

const trades = Number(process.argv[2] ?? '750');
const { found, planted, importedInMs } = await runQuarter({
  ...{ trades, seed: 3, rule: 'difference', faultsEvery: 5 },
});
const expected = { ...found, ...planted, incompleteDays: 0, differingDays: 0 };
process.stdout.write(`${JSON.stringify({ found, planted, importedInMs }, null, 2)}\n`);
if (!isDeepStrictEqual(found, expected)) {
  process.stderr.write('What was found is not what was planted.\n');
  process.exitCode = 1;
}
