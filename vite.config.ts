import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { BuildOptions, Plugin } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import type * as ProofPlan from './test/proofs/plan.ts';
import type { LongestFirst } from './test/support/longest-first.ts';

const here = import.meta.dirname;
const desk = `http://127.0.0.1:${process.env.PORT ?? '4000'}`;

/**
 * Two cores. The end-to-end tests start servers and a browser of their own, so they come when the
 * others are over.
 */
const WORKERS = 2;

/**
 * What decides about money, and what the journal makes of it: here every branch must be taken by a
 * test of the project `money` (test/repo/check.ts).
 */
const decidesOnMoney = [
  'server/operations/judge.ts',
  'server/operations/settle.ts',
  'server/operations/send-operation.ts',
  'server/operations/worker.ts',
  'server/operations/reconciler.ts',
  'server/operations/request-operation.ts',
  'server/operations/decide.ts',
  'server/operations/day-ceiling.ts',
  'server/operations/read-problem.ts',
  'server/operations/reason-fault.ts',
  'server/operations/read-status.ts',
  'server/operations/next-poll.ts',
  'server/operations/requester.ts',
  'server/operations/second-person.ts',
  'server/operations/status-reads.ts',
  'server/storage/desk-time.ts',
  'server/storage/move-operation.ts',
  'server/storage/settle-by-read.ts',
  'server/storage/drift.ts',
  'server/storage/observe.ts',
  'server/storage/account-acts.ts',
  'server/storage/audit.ts',
  'server/storage/day-refunds.ts',
  'server/storage/operations.ts',
  'server/storage/restore.ts',
  'server/storage/high-water.ts',
  'server/toss/classify.ts',
  'server/toss/good-read.ts',
  'server/toss/read-answer.ts',
  'server/toss/status-answer.ts',
  'shared/tax-split.ts',
  'shared/operation.ts',
  'shared/operation-actions.ts',
  'shared/payment-actions.ts',
];

/** The package's only default is its development build, with warnings for its users. */
const productionRouter = {
  find: /^react-router$/,
  replacement: join(here, 'node_modules/react-router/dist/production/index.mjs'),
};

const TYPEFACE = fileURLToPath(
  import.meta.resolve('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'),
);
/** Its files go from the rarest signs to the commonest: the last ones hold nearly every text. */
const COMMON_FACES = 9;

/**
 * The typeface is 92 files of some signs each, and the list of which signs are where is longer than
 * the first page's own styles. The page begins with the common ones; the list of the rest follows.
 */
function typefaceInTwo(): Plugin {
  return {
    name: 'changgu:typeface-in-two',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]client[\\/]typeface-(?:common|rare)\.css$/ },
      handler: (_code, id) => {
        const faces = readFileSync(TYPEFACE, 'utf8').match(/@font-face \{[^}]+\}/g) ?? [];
        const common = id.endsWith('common.css');
        const wanted = common ? faces.slice(-COMMON_FACES) : faces.slice(0, -COMMON_FACES);
        return wanted.join('\n').replaceAll('url(./', `url(${dirname(TYPEFACE)}/`);
      },
    },
  };
}

const DARK = /\[data-theme='dark'\],\s*\[data-mantine-color-scheme='dark'\] (\{[^}]+\})/;

/** A page that says of no theme that it is the person's has the one that the browser asks for. */
function themeOfTheBrowser(): Plugin {
  return {
    name: 'changgu:theme-of-the-browser',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]client[\\/]tokens\.css$/ },
      handler: (code) => {
        const dark = DARK.exec(code)?.[1];
        if (dark === undefined) throw new Error('tokens.css has no dark theme');
        const unknown = 'html:not([data-mantine-color-scheme])';
        return `${code}\n@media (prefers-color-scheme: dark) {\n  ${unknown} ${dark}\n}\n`;
      },
    },
  };
}

/** The styles of the first page stand in it: it is drawn without waiting for another file. */
function stylesInThePage(): Plugin {
  return {
    name: 'changgu:styles-in-the-page',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) =>
        html.replace(
          /<link rel="stylesheet" crossorigin href="(\/([^"]+))">/,
          (_link, url, name) => {
            const file = bundle[String(name)];
            if (file?.type !== 'asset') throw new Error(`${String(name)} is not in the build`);
            return `<style data-url="${String(url)}">${Buffer.from(file.source).toString()}</style>`;
          },
        ),
    },
  };
}

/** Vite builds the desk from this file too, which needs nothing of the tests. */
async function orderOfTests(): Promise<{ sequencer?: typeof LongestFirst }> {
  if (process.env.VITEST === undefined) return {};
  const { LongestFirst: sequencer } = await import('./test/support/longest-first.ts');
  return { sequencer };
}

/** Which tests `npm run test:proofs` runs and `npm test` doesn't, and those with coverage. */
async function testLists(): Promise<Pick<typeof ProofPlan, 'proofTests' | 'moneyFolders'>> {
  if (process.env.VITEST === undefined) {
    return { proofTests: { proofs: [], 'proofs-built': [] }, moneyFolders: [] };
  }
  return import('./test/proofs/plan.ts');
}

/** A fault in the product, while tests are run that must notice it. */
async function planted(): Promise<Plugin[]> {
  const file = process.env.PLANTED_SOURCES;
  if (file === undefined) return [];
  const { plantedSources } = await import('./test/support/planted-sources.ts');
  return [plantedSources(file)];
}

/** In tests of the server, which sign in some 1,600 times. */
const rememberedPasswords = {
  find: '@better-auth/utils/password',
  replacement: join(here, 'test/support/remembered-passwords.ts'),
};

const { proofTests, moneyFolders } = await testLists();
const ofProofs = Object.values(proofTests).flat();
const ofMoney = `test/{${moneyFolders.join(',')}}/**/*.test.ts`;

/** The browser's files. */
const clientBuild: BuildOptions = {
  outDir: join(here, 'dist/client'),
  emptyOutDir: true,
  manifest: true,
  sourcemap: false,
  // A font file or picture inside the script would be against the page's own policy.
  assetsInlineLimit: 0,
  // Every browser that can run the desk does this by itself.
  modulePreload: { polyfill: false },
  rolldownOptions: {
    // No module of ours or of a package does something when a property of it is merely read.
    treeshake: { propertyReadSideEffects: false },
    output: {
      // The first page holds the names of all that may come later; the manifest tells whose.
      chunkFileNames: 'assets/[hash].js',
      codeSplitting: {
        // What changes only with a package's version stays in the browser's cache over releases.
        groups: [
          {
            name: 'react',
            test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/,
            priority: 2,
          },
          {
            name: 'vendor',
            test: /node_modules[\\/]/,
            tags: ['$initial'],
            priority: 1,
          },
          // One file for the rest of the first page, however many later pages share parts of it.
          { name: 'desk', test: /[\\/](client|shared)[\\/]/, tags: ['$initial'] },
        ],
      },
    },
  },
};

/** The module by which the server draws the frame of a page. */
const firstPageBuild: BuildOptions = {
  outDir: join(here, 'dist/page'),
  emptyOutDir: true,
  assetsInlineLimit: 0,
  rolldownOptions: { output: { entryFileNames: 'first-page.js', chunkFileNames: '[hash].js' } },
};

export default defineConfig(async ({ command, isSsrBuild }): Promise<ViteUserConfig> => ({
  root: join(here, 'client'),
  resolve: { alias: command === 'build' ? [productionRouter] : [] },
  cacheDir: join(here, '.cache/vite'),
  plugins: [
    ...[react(), typefaceInTwo(), themeOfTheBrowser(), stylesInThePage()],
    ...(await planted()),
  ],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: isSsrBuild === true ? firstPageBuild : clientBuild,
  // It holds what it needs, so that an installed desk starts without reading React's many files.
  ssr: { noExternal: command === 'build' ? true : [] },
  ...(isSsrBuild === true && {
    define: { 'process.env.NODE_ENV': '"production"', 'navigator.userAgent': '""' },
  }),
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    // As patterns, because `/api` would also catch the module /api-client.ts.
    proxy: { '^/(api|toss|checkout)/': desk },
  },
  test: {
    root: here,
    pool: 'forks',
    // One that was left over would have the others of its file left out.
    allowOnly: false,
    // Loading the modules anew for each file takes as long as a third of the tests.
    isolate: false,
    maxWorkers: WORKERS,
    sequence: await orderOfTests(),
    // Set-ups start servers and whole linters, and only proofs measure time: a machine may be busy.
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: decidesOnMoney,
      reporter: ['json', 'json-summary'],
      reportsDirectory: join(here, '.cache/coverage'),
      thresholds: { branches: 100, perFile: true },
    },
    projects: [
      {
        extends: true,
        resolve: { alias: [rememberedPasswords] },
        test: {
          name: 'money',
          root: here,
          environment: 'node',
          include: [ofMoney],
          exclude: ofProofs,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        resolve: { alias: [rememberedPasswords] },
        test: {
          name: 'unit',
          root: here,
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{client,e2e,repo}/**', ofMoney, ...ofProofs],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'client',
          root: here,
          environment: 'jsdom',
          include: ['test/client/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
          // A failed query prints the page, of which some screenfuls are enough.
          env: { DEBUG_PRINT_LIMIT: '3000' },
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'repo',
          root: here,
          environment: 'node',
          include: ['test/repo/**/*.test.ts'],
          exclude: ofProofs,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          root: here,
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          exclude: proofTests['proofs-built'],
          globalSetup: ['test/e2e/build-first.ts'],
          testTimeout: 120_000,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          root: here,
          environment: 'node',
          include: proofTests.proofs,
          testTimeout: 60_000,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs-built',
          root: here,
          environment: 'node',
          include: proofTests['proofs-built'],
          globalSetup: ['test/e2e/build-first.ts'],
          testTimeout: 120_000,
          maxConcurrency: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
}));
