import * as parser from '@typescript-eslint/parser';
import { defineConfig } from 'eslint/config';
import nodeGlobals from 'globals';

/** An import, a re-export or a dynamic import of a module whose name matches. */
function from(pattern) {
  return [
    ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)',
    `[source.value=${pattern}]`,
  ].join('');
}

/** `Object.name`, and through an object of globals as well. */
function member(object, name) {
  return `MemberExpression[object.name=/^(${object})$/][property.name=/^(${name})$/]`;
}

const GLOBAL = 'globalThis|window|self|global';

/** What a dependency graph can't see: globals by name, the rest by shape. */
const bans = {
  enum: {
    message: 'A union of literals instead of an enum.',
    syntax: ['TSEnumDeclaration'],
  },
  defaultExport: {
    message: 'Named exports only.',
    syntax: ['ExportDefaultDeclaration', 'ExportSpecifier[exported.name="default"]'],
  },
  parseFloat: {
    message: 'Money is an integer: shared/won.ts reads it.',
    globals: ['parseFloat'],
    syntax: [member(`Number|${GLOBAL}`, 'parseFloat')],
  },
  fetch: {
    message: 'The browser calls through client/api-client.ts, the server through server/toss.',
    globals: ['fetch', 'XMLHttpRequest'],
    syntax: [member(GLOBAL, 'fetch|XMLHttpRequest'), member('navigator', 'sendBeacon')],
  },
  env: {
    message: 'Only server/config.ts reads the environment.',
    syntax: [
      member('process', 'env'),
      'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
      from('/^(node:)?process$/'),
    ],
  },
  time: {
    message: 'Time comes from the injected clock (server/clock.ts).',
    globals: ['setTimeout', 'setInterval'],
    syntax: [
      member('Date', 'now'),
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'CallExpression[callee.name="Date"]',
      member(GLOBAL, 'setTimeout|setInterval'),
      from('/^(node:)?timers/'),
    ],
  },
  chance: {
    message: 'Chance comes from the injected random (server/clock.ts).',
    syntax: [member('Math', 'random')],
  },
};

const EVERYWHERE = ['enum', 'defaultExport', 'parseFloat'];

/** A place's whole list: ESLint replaces the options of a rule instead of merging them. */
function ban(...names) {
  const chosen = names.map((name) => bans[name]);
  return {
    'no-restricted-globals': [
      'error',
      ...chosen.flatMap(({ message, globals = [] }) => globals.map((name) => ({ name, message }))),
    ],
    'no-restricted-syntax': [
      'error',
      ...chosen.flatMap(({ message, syntax }) => syntax.map((selector) => ({ selector, message }))),
    ],
  };
}

const quiet = { 'no-console': 'error' };

/**
 * What the other linter (.oxlintrc.json: types, unused code, hooks) has no rule for. Both gates
 * together are `npm run lint`.
 */
export default defineConfig(
  { ignores: ['dist/', 'data/', '.cache/', 'test/results/'] },
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      // The other linter obeys comments that switch it off.
      'no-warning-comments': [
        'error',
        { terms: ['oxlint-disable', 'eslint-disable', 'oxlint-enable'], location: 'start' },
      ],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: nodeGlobals.node },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser },
    rules: {
      'max-len': [
        'error',
        {
          code: 100,
          ignoreUrls: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
        },
      ],
      ...ban(...EVERYWHERE, 'fetch', 'env'),
    },
  },
  {
    files: ['shared/**/*.ts', 'server/**/*.ts'],
    rules: {
      ...quiet,
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['server/**/*.ts'],
    rules: ban(...EVERYWHERE, 'fetch', 'env', 'time', 'chance'),
  },
  {
    files: ['server/config.ts'],
    rules: ban(...EVERYWHERE, 'fetch', 'time', 'chance'),
  },
  {
    files: ['server/clock.ts'],
    rules: ban(...EVERYWHERE, 'fetch', 'env'),
  },
  {
    files: ['server/demo/**/*.ts'],
    rules: ban(...EVERYWHERE, 'env', 'time', 'chance'),
  },
  {
    // Toss's side has its own world: it asks the machine, and calls the shop back.
    files: ['server/sandbox/**/*.ts'],
    rules: ban(...EVERYWHERE, 'env'),
  },
  {
    files: ['server/sandbox/main.ts'],
    rules: ban(...EVERYWHERE),
  },
  {
    files: ['server/commands/**/*.ts'],
    rules: ban(...EVERYWHERE, 'fetch'),
  },
  {
    files: ['server/commands/**/*.ts', 'server/main.ts', 'server/sandbox/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    rules: {
      ...quiet,
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // A component's markup is long without being complicated.
    files: ['client/**/*.tsx'],
    rules: {
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['client/api-client.ts'],
    rules: ban(...EVERYWHERE, 'env'),
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: ban(...EVERYWHERE),
  },
  {
    files: ['*.config.{js,ts}', '*.d.ts'],
    rules: ban('enum', 'parseFloat'),
  },
);
