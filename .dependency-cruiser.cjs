/**
 * Who may import whom: docs/architecture.md in executable form. Every rule is an error, and
 * test/repo/boundaries.test.ts plants a violation of each.
 */

/** npm packages by the folder they resolve to, wherever node_modules is. */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Machinery in server/ that any folder of it may use. */
const SERVER_BASE = String.raw`^server/(clock|errors|log|config|create-file-if-missing|per-person|sqlite|waiting-line)\.ts$`;

/** Which line of better-sqlite3 the running Node can bear. */
const SQLITE = String.raw`^server/sqlite\.ts$`;

/** Folders and root files of client/ that stand below every feature. */
const CLIENT_BASE = String.raw`^client/(copy/|(?!main\.|router\.|app\.|first-)[^/]+$)`;

/** What puts the rest together; nothing imports it back. */
const CLIENT_TOP = String.raw`^client/(main|router|app|first-page|first-answers)\.tsx?$`;

const graph = [
  {
    name: 'no-cycles',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    from: {
      orphan: true,
      path: String.raw`\.[jt]sx?$`,
      pathNot: String.raw`\.d\.ts$|^[^/]+\.(js|cjs|ts)$|^client/service-worker\.ts$`,
    },
    to: {},
  },
  {
    name: 'no-unresolvable',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-undeclared-package',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'product-not-dev-package',
    comment: 'Only what builds or compiles may need what an installed desk lacks.',
    from: {
      path: '^(client|server|shared)/',
      pathNot: String.raw`^server/commands/(build|dev|compiled-code)\.ts$`,
    },
    to: {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['npm', 'type-only'],
      pathNot: npm('@types/[^/]+'),
    },
  },
  {
    name: 'product-not-test',
    from: { path: '^(client|server|shared)/' },
    to: { path: '^test/' },
  },
];

const shared = [
  {
    name: 'shared-imports-only-zod',
    from: { path: '^shared/' },
    to: { pathNot: ['^shared/', npm('zod')] },
  },
  {
    name: 'schemas-only-in-the-table',
    comment:
      'zod and the tables with their schemas would follow any other module into the browser.',
    from: { path: String.raw`^shared/(?!api[a-z-]*\.ts$)` },
    to: {
      path: [npm('zod'), String.raw`^shared/api[a-z-]*\.ts$`],
      dependencyTypesNot: ['type-only'],
    },
  },
];

const client = [
  {
    name: 'client-not-server',
    from: { path: '^client/' },
    to: { path: '^server/' },
  },
  {
    name: 'client-not-node',
    from: { path: '^client/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'client-takes-contract-as-types',
    from: { path: '^client/' },
    to: {
      path: [npm('zod'), String.raw`^shared/api[a-z-]*\.ts$`],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'client-feature-is-sealed',
    comment: 'A feature knows what is below it: not a page, not its neighbour.',
    from: { path: '^client/(?!pages/|parts/|ui/|copy/)([^/]+)/' },
    to: { path: '^client/(?!parts/|ui/|copy/)[^/]+/', pathNot: '^client/$1/' },
  },
  {
    name: 'client-ui-is-pure',
    comment: 'It is given what it shows, and knows neither the desk nor what it trades in.',
    from: { path: '^client/ui/' },
    to: {
      path: '^(client|shared)/',
      pathNot: ['^client/(ui|copy)/', String.raw`^client/format\.ts$|^shared/(won|kst)\.ts$`],
    },
  },
  {
    name: 'client-parts-know-no-feature',
    comment: 'Pieces that know payments, operations or settings; they are given what they show.',
    from: { path: '^client/parts/' },
    to: {
      path: ['^client/(?!parts/|ui/|copy/)[^/]+/', String.raw`^client/(api|query)-client\.ts$`],
    },
  },
  {
    name: 'client-base-stands-alone',
    comment: 'What every feature uses knows no feature, no page and no piece of the screen.',
    from: { path: CLIENT_BASE },
    to: { path: '^client/[^/]+/', pathNot: '^client/copy/' },
  },
  {
    name: 'client-top-is-the-top',
    from: { path: '^client/', pathNot: CLIENT_TOP },
    to: { path: CLIENT_TOP },
  },
  {
    name: 'nobody-imports-dev',
    comment: 'It is served by `npm run dev` and not built.',
    from: { path: '^(client|server|shared)/', pathNot: '^client/dev/' },
    to: { path: '^client/dev/' },
  },
];

const server = [
  {
    name: 'server-not-client',
    from: { path: '^server/' },
    to: { path: '^client/' },
  },
  {
    name: 'server-top-is-the-top',
    comment:
      'main → lead-desk → desk → app put the rest together; a command may start what main starts.',
    from: {
      path: String.raw`^(client|shared)/|^server/(?!(main|lead-desk|desk|app)\.ts$|commands/)`,
    },
    to: { path: String.raw`^server/(main|lead-desk|desk|app)\.ts$` },
  },
  {
    name: 'server-base-stands-alone',
    from: { path: SERVER_BASE },
    to: { path: '^server/', pathNot: [SERVER_BASE, '^server/toss/'] },
  },
  {
    name: 'server-root-knows-no-folder',
    comment: 'The other root files; deps.ts has the types of what the engine works with.',
    from: {
      path: '^server/[^/]+$',
      pathNot: [String.raw`^server/(main|lead-desk|desk|app|deps)\.ts$`, SERVER_BASE],
    },
    to: { path: '^server/[^/]+/' },
  },
  {
    name: 'only-config-knows-a-leaf',
    comment: 'Which keys exist is Toss’s to say, and the configuration checks the key.',
    from: { path: SERVER_BASE, pathNot: String.raw`^server/config\.ts$` },
    to: { path: '^server/toss/' },
  },
  {
    name: 'http-knows-no-feature',
    from: { path: '^server/http/' },
    to: { path: '^server/[^/]+/', pathNot: '^server/http/' },
  },
  {
    name: 'server-feature-is-sealed',
    from: { path: '^server/(?!http/|operations/|toss/|storage/|commands/)([^/]+)/' },
    to: { path: '^server/(?!http/|operations/|toss/|storage/)[^/]+/', pathNot: '^server/$1/' },
  },
  {
    name: 'operations-know-toss-and-storage',
    comment: 'The money engine knows no feature; its routes alone know the edge.',
    from: { path: String.raw`^server/(operations/|deps\.ts$)` },
    to: { path: '^server/[^/]+/', pathNot: '^server/(operations|toss|storage|http)/' },
  },
  {
    name: 'operations-meet-http-in-routes',
    from: { path: '^server/operations/', pathNot: String.raw`routes?\.ts$` },
    to: { path: '^server/http/' },
  },
  {
    name: 'storage-and-toss-are-leaves',
    from: { path: '^server/(storage|toss)/' },
    to: { path: '^server/', pathNot: ['^server/$1/', SERVER_BASE] },
  },
  {
    name: 'units-are-run-by-storage',
    comment: 'What holds a connection can not stand on another database.',
    from: { path: '^server/(?!storage/|commands/)' },
    to: { path: String.raw`^server/storage/(connection|run-unit)\.ts$` },
  },
  {
    name: 'wire-stays-in-toss',
    from: { path: '^(client|shared)/|^server/(?!toss/)' },
    to: { path: '^server/toss/wire-' },
  },
  {
    name: 'config-is-handed-down',
    comment: 'Only main, the commands and what tells their failure know it; its types are all’s.',
    from: {
      path: '^(client|server|shared)/',
      pathNot: String.raw`^server/((main|lead-desk)\.ts$|start-failure\.ts$|config\.ts$|commands/)`,
    },
    to: { path: String.raw`^server/config\.ts$`, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'commands-are-entries',
    from: { path: String.raw`^(client|shared)/|^server/(?!commands/)` },
    to: { path: '^server/commands/' },
  },
];

const apart = [
  {
    name: 'sandbox-imports-nothing-of-ours',
    comment: 'It checks us by its own arithmetic. Which SQLite this Node bears is nobody’s own.',
    from: { path: '^server/sandbox/' },
    to: { path: '^(client|server|shared|test)/', pathNot: ['^server/sandbox/', SQLITE] },
  },
  {
    name: 'only-main-starts-the-sandbox',
    from: { path: String.raw`^(client|shared)/|^server/(?!sandbox/|main\.ts$|commands/)` },
    to: { path: '^server/sandbox/' },
  },
  {
    name: 'demo-imports-nothing-of-the-server',
    from: { path: '^server/demo/' },
    to: { path: '^(client|server|test)/', pathNot: '^server/demo/' },
  },
  {
    name: 'only-main-starts-the-demo',
    from: { path: String.raw`^(client|shared)/|^server/(?!demo/|main\.ts$|commands/)` },
    to: { path: '^server/demo/' },
  },
];

const packages = [
  {
    name: 'kysely-in-storage-and-staff',
    from: { path: '^(client|shared)/|^server/(?!storage/|staff/)' },
    to: { path: npm('kysely') },
  },
  {
    name: 'sqlite-in-storage-and-sandbox',
    from: { path: String.raw`^(client|shared)/|^server/(?!storage/|sandbox/|sqlite\.ts$)` },
    to: { path: [npm('better-sqlite3', '@types/better-sqlite3'), '^(node:)?sqlite$', SQLITE] },
  },
  {
    name: 'undici-in-toss',
    from: { path: '^(client|shared)/|^server/(?!toss/|sandbox/|demo/)' },
    to: { path: npm('undici') },
  },
  {
    name: 'auth-library-in-staff',
    from: { path: '^(client|shared)/|^server/(?!staff/)' },
    to: { path: npm('@better-auth/[^/]+') },
  },
  {
    name: 'money-knows-no-express',
    from: { path: '^(client|shared)/|^server/(operations|toss|storage)/' },
    to: { path: npm('express', '@types/express') },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...graph, ...shared, ...client, ...server, ...apart, ...packages].map((rule) => ({
    ...rule,
    severity: 'error',
  })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: String.raw`\.css$` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
