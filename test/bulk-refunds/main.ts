/**
 * A run of many rows, killed with -9 at random times: `tsx test/bulk-refunds/main.ts [--rows 500]
 * [--kills 20] [--seed TEXT]`. Exits with 1 where the books and the result file differ.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRng } from '../simulation/rng.ts';
import { runBulkKills } from './bulk-kills.ts';

const ROOT = join(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '500' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: 'changgu' },
  },
});
const [rows, kills] = [Number(values.rows), Number(values.kills)];
if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(kills)) {
  throw new Error('--rows and --kills are whole numbers');
}
const build = ['--import', 'tsx', 'server/commands/build.ts', '--if-stale'];
if (spawnSync(process.execPath, build, { cwd: ROOT, stdio: 'inherit' }).status !== 0) {
  throw new Error('The desk could not be built');
}
const rng = createRng(values.seed, 0);
const end = await runBulkKills({ rows, kills, chance: () => rng.fraction() });
console.log(JSON.stringify({ rows, seed: values.seed, ...end }, null, 2));
const isWhole = end.refundedBySheet === rows && end.refundedByBooks === rows;
process.exitCode = isWhole && end.differences.length === 0 ? 0 : 1;
