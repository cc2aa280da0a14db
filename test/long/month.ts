/**
 * The tests of a month, with as many payments as a large shop has: `--payments 140000`. Exits with
 * the tests' code.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

const { values } = parseArgs({ options: { payments: { type: 'string', default: '140000' } } });

// Fewer would lack some kinds of payments and refunds.
const payments = Math.max(700, Number(values.payments));

const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--project', 'unit', '--reporter=verbose', 'test/day-close/month-agrees.test.ts'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, MONTH_PAYMENTS: String(payments) } },
);
process.exitCode = status ?? 1;
