/** That each kind of bench measures what it says, in a shop of some hundred payments. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleDesk } from '../support/bundle-desk.ts';
import { postgresPrograms } from '../support/postgres-server.ts';
import { benches } from './benches.ts';
import { openContext, type BenchContext } from './context.ts';
import { makeRunFolder } from './seeds.ts';

/** Two servers of PostgreSQL, and a move to them. */
const STARTS_SERVERS_MS = 180_000;

describe('in a tiny shop', () => {
  const size = { large: 300, small: 300, repetitions: 1, requests: 4, tabs: 5, sessions: 2 };
  const folder = makeRunFolder();
  let context: BenchContext;

  beforeAll(async () => {
    const desk = await bundleDesk(folder);
    context = openContext({ size, say: () => undefined, desk });
  });
  afterAll(async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  });

  const measure = async (name: string) => {
    const bench = benches.find((one) => one.name === name);
    return (await bench?.run(context)) ?? [];
  };

  const expectFigures = async (name: string) => {
    const figures = await measure(name);
    expect(figures.length).toBeGreaterThan(0);
    for (const { product, floor } of figures) {
      // The memory that five tabs use may come out negative.
      for (const text of [product, floor || product]) {
        expect(text).toMatch(/^-?[\d,.]+ [a-zA-Z ]+$/);
      }
    }
  };

  it('the simulation is measured, on one core', async () => {
    const [figure] = await measure('simulation');
    expect(figure?.product).toMatch(/^[\d,.]+ a second$/);
    expect(figure?.ratio).toBeGreaterThan(0);
  });

  it.each([
    ...[
      'list',
      'order-prefix',
      'stream',
      'callbacks',
      'create-in-floods',
      'settlement',
      'webhooks',
    ],
  ])('%s is measured', expectFigures);

  it.skipIf(postgresPrograms() === null)(
    'postgres is measured',
    () => expectFigures('postgres'),
    STARTS_SERVERS_MS,
  );
});
