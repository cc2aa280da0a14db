import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantTree, type PlantedTree } from './planted-tree.ts';

/** A small product without violations: every kind of folder, and every import that is allowed. */
const CLEAN: Record<string, string[]> = {
  'shared/won.ts': [],
  'shared/api.ts': ['zod', './won.ts'],
  'shared/problem.ts': ['./won.ts'],
  'server/clock.ts': ['node:crypto'],
  'server/errors.ts': ['../shared/problem.ts'],
  'server/log.ts': ['pino'],
  'server/config.ts': ['zod', './toss/api-key.ts'],
  'server/toss/api-key.ts': [],
  'server/app.ts': ['express', './http/endpoint.ts', './payments/routes.ts', './live/routes.ts'],
  'server/deps.ts': ['type ./operations/request.ts', 'type ./storage/payments.ts'],
  'server/desk.ts': ['./app.ts', './storage/payments.ts', 'type ./config.ts'],
  'server/main.ts': ['./desk.ts', './config.ts', './sandbox/main.ts', './demo/shop.ts'],
  'server/http/endpoint.ts': ['express', '../../shared/api.ts', '../errors.ts', '../log.ts'],
  'server/payments/routes.ts': ['../http/endpoint.ts', './show-payment.ts'],
  'server/payments/show-payment.ts': ['../storage/payments.ts', '../operations/request.ts'],
  'server/live/routes.ts': ['../http/endpoint.ts', '../storage/payments.ts'],
  'server/operations/routes.ts': ['../http/endpoint.ts', './request.ts'],
  'server/operations/request.ts': ['../toss/client.ts', '../storage/payments.ts', '../clock.ts'],
  'server/toss/client.ts': ['undici', './wire-v1.ts', '../errors.ts', '../clock.ts'],
  'server/toss/wire-v1.ts': ['../../shared/won.ts'],
  'server/sqlite.ts': ['type better-sqlite3'],
  'server/storage/connection.ts': ['../sqlite.ts'],
  'server/storage/run-unit.ts': ['type ./connection.ts'],
  'server/commands/seed.ts': ['../storage/connection.ts', '../storage/run-unit.ts'],
  'server/storage/payments.ts': ['kysely', '../sqlite.ts', '../../shared/won.ts', '../errors.ts'],
  'server/staff/auth.ts': ['@better-auth/utils', 'kysely', '../storage/payments.ts'],
  'server/commands/staff.ts': ['../config.ts', '../staff/auth.ts', '../operations/routes.ts'],
  'server/commands/build.ts': ['vite', 'esbuild', './compiled-code.ts'],
  'server/commands/compiled-code.ts': ['esbuild'],
  'server/sandbox/main.ts': ['express', 'type better-sqlite3', '../sqlite.ts', './ledger.ts'],
  'server/sandbox/ledger.ts': ['node:crypto'],
  'server/demo/shop.ts': ['express', './basket.ts'],
  'server/demo/basket.ts': ['undici'],
  'client/main.tsx': ['react', './router.tsx', './query-client.ts'],
  'client/router.tsx': ['react-router', './pages/list-page.tsx'],
  'client/query-client.ts': ['@tanstack/react-query', './api-client.ts'],
  'client/api-client.ts': ['type ../shared/api.ts', '../shared/problem.ts'],
  'client/format.ts': ['./copy/ko.ts', '../shared/won.ts'],
  'client/copy/ko.ts': ['../../shared/problem.ts'],
  'client/ui/won-input.tsx': ['../format.ts', '../copy/ko.ts', '../../shared/won.ts'],
  'client/payments/list.tsx': ['../ui/won-input.tsx', '../api-client.ts', '../format.ts'],
  'client/session/me.ts': ['../api-client.ts', '../query-client.ts'],
  'client/dev/components/groups.tsx': ['../../ui/won-input.tsx'],
  'client/pages/list-page.tsx': ['../payments/list.tsx', '../session/me.ts', '../format.ts'],
  'test/server/app.test.ts': ['../../server/app.ts', '../../server/config.ts', 'vitest'],
};

/** A violation: the file, what it imports, and the rule that must report it. */
interface Plant {
  rule: string;
  file: string;
  imports: string;
}

function plant(rule: string, file: string, imports: string): Plant {
  return { rule, file, imports };
}

const PLANTS: Plant[] = [
  plant('no-cycles', 'server/payments/a-cycle.ts', './b-cycle.ts'),
  plant('no-orphans', 'server/payments/nobody.ts', ''),
  plant('no-unresolvable', 'server/payments/lost.ts', './not-there.ts'),
  plant('no-undeclared-package', 'server/payments/borrowed.ts', 'acorn'),
  plant('product-not-dev-package', 'server/payments/fuzzed.ts', 'fast-check'),
  plant('product-not-dev-package', 'client/payments/mocked.ts', 'msw'),
  plant('product-not-test', 'server/payments/tested.ts', '../../test/server/app.test.ts'),
  plant('product-not-test', 'client/ui/tested.ts', 'type ../../test/server/app.test.ts'),

  plant('shared-imports-only-zod', 'shared/reads-files.ts', 'node:fs'),
  plant('shared-imports-only-zod', 'shared/knows-server.ts', 'type ../server/errors.ts'),
  plant('shared-imports-only-zod', 'shared/has-react.ts', 'react'),
  plant('schemas-only-in-the-table', 'shared/checks.ts', 'zod'),
  plant('schemas-only-in-the-table', 'shared/has-table.ts', './api.ts'),

  plant('client-not-server', 'client/payments/peeks.ts', 'type ../../server/errors.ts'),
  plant('client-not-node', 'client/payments/on-node.ts', 'node:path'),
  plant('client-takes-contract-as-types', 'client/payments/table.ts', '../../shared/api.ts'),
  plant('client-takes-contract-as-types', 'client/ui/zod-form.ts', 'zod'),
  plant('client-feature-is-sealed', 'client/payments/neighbour.ts', '../session/me.ts'),
  plant('client-feature-is-sealed', 'client/brand-new/neighbour.ts', '../payments/list.tsx'),
  plant('client-feature-is-sealed', 'client/session/on-page.ts', '../pages/list-page.tsx'),
  plant('client-ui-is-pure', 'client/ui/asks.ts', '../api-client.ts'),
  plant('client-ui-is-pure', 'client/ui/clever.ts', '../payments/list.tsx'),
  plant('client-ui-is-pure', 'client/ui/trades.ts', 'type ../../shared/problem.ts'),
  plant('client-parts-know-no-feature', 'client/parts/asks.ts', '../api-client.ts'),
  plant('client-parts-know-no-feature', 'client/parts/clever.ts', '../payments/list.tsx'),
  plant('client-base-stands-alone', 'client/copy/knows.ts', '../session/me.ts'),
  plant('client-base-stands-alone', 'client/format-list.ts', './payments/list.tsx'),
  plant('client-base-stands-alone', 'client/theme.ts', './ui/won-input.tsx'),
  plant('client-top-is-the-top', 'client/payments/navigates.ts', '../router.tsx'),
  plant('nobody-imports-dev', 'client/pages/shows-off.tsx', '../dev/components/groups.tsx'),

  plant('server-not-client', 'server/payments/renders.ts', '../../client/format.ts'),
  plant('server-top-is-the-top', 'server/payments/starts.ts', '../app.ts'),
  plant('server-top-is-the-top', 'server/http/starts.ts', '../desk.ts'),
  plant('server-base-stands-alone', 'server/clock.ts', 'type ./payments/show-payment.ts'),
  plant('server-root-knows-no-folder', 'server/yields.ts', './live/routes.ts'),
  plant('server-root-knows-no-folder', 'server/lines.ts', 'type ./payments/show-payment.ts'),
  plant('only-config-knows-a-leaf', 'server/errors.ts', 'type ./toss/client.ts'),
  plant('http-knows-no-feature', 'server/http/knows.ts', '../payments/show-payment.ts'),
  plant('http-knows-no-feature', 'server/http/stores.ts', '../storage/payments.ts'),
  plant('server-feature-is-sealed', 'server/live/neighbour.ts', '../payments/show-payment.ts'),
  plant('server-feature-is-sealed', 'server/brand-new/a.ts', 'type ../live/routes.ts'),
  plant('server-feature-is-sealed', 'server/payments/b.ts', '../brand-new/a.ts'),
  plant('operations-know-toss-and-storage', 'server/operations/a.ts', '../live/routes.ts'),
  plant('operations-know-toss-and-storage', 'server/deps.ts', 'type ./live/routes.ts'),
  plant('operations-meet-http-in-routes', 'server/operations/b.ts', '../http/endpoint.ts'),
  plant('storage-and-toss-are-leaves', 'server/storage/a.ts', '../toss/client.ts'),
  plant('storage-and-toss-are-leaves', 'server/toss/b.ts', '../storage/payments.ts'),
  plant('storage-and-toss-are-leaves', 'server/storage/c.ts', '../operations/request.ts'),
  plant('units-are-run-by-storage', 'server/staff/runs.ts', '../storage/run-unit.ts'),
  plant('units-are-run-by-storage', 'server/live/opens.ts', 'type ../storage/connection.ts'),
  plant('wire-stays-in-toss', 'server/operations/wired.ts', '../toss/wire-v1.ts'),
  plant('config-is-handed-down', 'server/payments/configured.ts', '../config.ts'),
  plant('config-is-handed-down', 'server/app.ts', './config.ts'),
  plant('commands-are-entries', 'server/payments/commanded.ts', '../commands/staff.ts'),

  plant('sandbox-imports-nothing-of-ours', 'server/sandbox/a.ts', '../../shared/won.ts'),
  plant('sandbox-imports-nothing-of-ours', 'server/sandbox/b.ts', 'type ../errors.ts'),
  plant('sandbox-imports-nothing-of-ours', 'server/sandbox/c.ts', '../demo/shop.ts'),
  plant('only-main-starts-the-sandbox', 'server/app.ts', './sandbox/main.ts'),
  plant('only-main-starts-the-sandbox', 'server/toss/fakes.ts', '../sandbox/ledger.ts'),
  plant('demo-imports-nothing-of-the-server', 'server/demo/a.ts', '../storage/payments.ts'),
  plant('demo-imports-nothing-of-the-server', 'server/demo/b.ts', 'type ../clock.ts'),
  plant('only-main-starts-the-demo', 'server/app.ts', './demo/shop.ts'),

  plant('kysely-in-storage-and-staff', 'server/payments/sql.ts', 'kysely'),
  plant('kysely-in-storage-and-staff', 'server/live/sql.ts', 'type kysely'),
  plant('sqlite-in-storage-and-sandbox', 'server/operations/db.ts', 'better-sqlite3'),
  plant('sqlite-in-storage-and-sandbox', 'server/app.ts', 'type better-sqlite3'),
  plant('sqlite-in-storage-and-sandbox', 'server/staff/db.ts', 'type better-sqlite3'),
  plant('sqlite-in-storage-and-sandbox', 'server/payments/db.ts', '../sqlite.ts'),
  plant('undici-in-toss', 'server/payments/calls.ts', 'undici'),
  plant('auth-library-in-staff', 'server/http/signs-in.ts', '@better-auth/utils'),
  plant('money-knows-no-express', 'server/operations/answers.ts', 'type express'),
];

/** The other half of a violation that takes two files. */
const ACCOMPLICES: Record<string, string[]> = {
  'server/payments/b-cycle.ts': ['type ./a-cycle.ts'],
};

/** `type x` is a type-only import. */
function statement(target: string, index: number): string {
  return target.startsWith('type ')
    ? `import type * as t${index} from '${target.slice(5)}';\nexport type T${index} = typeof t${index};\n`
    : `import * as m${index} from '${target}';\nexport const e${index} = m${index};\n`;
}

function write(sources: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sources).map(([file, targets]) => [
      file,
      `export const here = '${file}';\n${targets.map(statement).join('')}`,
    ]),
  );
}

function withPlants(): Record<string, string[]> {
  const sources: Record<string, string[]> = structuredClone({ ...CLEAN, ...ACCOMPLICES });
  for (const { file, imports } of PLANTS) {
    (sources[file] ??= []).push(...(imports === '' ? [] : [imports]));
  }
  return sources;
}

interface Violation {
  from: string;
  to: string;
  rule: { name: string; severity: string };
}

interface Cruise {
  summary: { violations: Violation[]; totalCruised: number; error: number };
}

async function cruise(tree: PlantedTree): Promise<Cruise> {
  const places = ['client', 'server', 'shared', 'test'];
  const config = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  return JSON.parse((await tree.run('depcruise', ...config, ...places)).stdout) as Cruise;
}

function pairs(violations: Violation[]): string[] {
  return violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
}

describe('boundaries', () => {
  let clean: PlantedTree;
  let planted: PlantedTree;
  let found: Violation[];

  beforeAll(async () => {
    clean = await plantTree(write(CLEAN));
    planted = await plantTree(write(withPlants()));
    found = (await cruise(planted)).summary.violations;
  });

  afterAll(async () => {
    await clean.remove();
    await planted.remove();
  });

  it('allows what the architecture allows', async () => {
    const { summary } = await cruise(clean);
    expect(pairs(summary.violations)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(Object.keys(CLEAN).length);
  });

  it.each(PLANTS)('$rule catches $file importing $imports', ({ rule, file, imports }) => {
    const name = imports
      .replace(/^type /, '')
      .replace(/^.*\//, '')
      .replace(/^node:/, '');
    const hits = found.filter((one) => one.rule.name === rule && one.from === file);
    expect(hits.map((one) => one.to)).toContainEqual(expect.stringContaining(name));
    expect(new Set(hits.map((one) => one.rule.severity))).toEqual(new Set(['error']));
  });

  it('has a planted violation of every rule', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[];
    };
    const proven = new Set(PLANTS.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
