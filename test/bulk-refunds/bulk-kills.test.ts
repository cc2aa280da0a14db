/** A run whose process is killed midway. At full length: test/bulk-refunds/main.ts. */
import { expect, it } from 'vitest';
import { createRng } from '../simulation/rng.ts';
import { runBulkKills } from './bulk-kills.ts';

it('refunds each row once, however often the desk dies meanwhile', async () => {
  const rng = createRng('bulk-kills', 1);
  const end = await runBulkKills({ rows: 24, kills: 3, chance: () => rng.fraction() });
  expect(end.differences).toEqual([]);
  expect(end).toMatchObject({ kills: 3, refundedBySheet: 24, refundedByBooks: 24 });
}, 120_000);
