/**
 * What a dependency graph can't see and oxlint has no rule for, as a plugin of it: one rule per
 * ban, by name for globals and by shape for the rest. `.oxlintrc.json` says where each holds.
 */

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

const bans = {
  enum: {
    message: 'A union of literals instead of an enum.',
    syntax: ['TSEnumDeclaration'],
  },
  'default-export': {
    message: 'Named exports only.',
    syntax: ['ExportDefaultDeclaration', 'ExportSpecifier[exported.name="default"]'],
  },
  'parse-float': {
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

/** Where a name means the global: nothing of the file declares it. */
function globalReferences(scope, names) {
  const unresolved = scope.through.map(({ identifier }) => identifier);
  const known = names.flatMap((name) => {
    const variable = scope.set.get(name);
    return variable?.defs.length === 0
      ? variable.references.map(({ identifier }) => identifier)
      : [];
  });
  return [...known, ...unresolved.filter(({ name }) => names.includes(name))];
}

function ban({ message, globals = [], syntax }) {
  return {
    create(context) {
      const report = (node) => context.report({ node, message });
      return {
        ...Object.fromEntries(syntax.map((selector) => [selector, report])),
        'Program:exit'(program) {
          if (globals.length === 0) return;
          globalReferences(context.sourceCode.getScope(program), globals).forEach(report);
        },
      };
    },
  };
}

const LONGEST_LINE = 100;

const plugin = {
  meta: { name: 'changgu' },
  rules: {
    ...Object.fromEntries(Object.entries(bans).map(([name, one]) => [`no-${name}`, ban(one)])),
    /** oxfmt breaks code into lines and leaves comments as they are. */
    'short-comments': {
      create: (context) => ({
        Program() {
          const { lines } = context.sourceCode;
          for (const { loc } of context.sourceCode.getAllComments()) {
            for (let line = loc.start.line; line <= loc.end.line; line += 1) {
              const text = lines[line - 1];
              if (text.length <= LONGEST_LINE || text.includes('://')) continue;
              const column = LONGEST_LINE;
              const message = `A line of a comment has ${LONGEST_LINE} characters at most.`;
              context.report({ loc: { line, column }, message });
            }
          }
        },
      }),
    },
  },
};

export default plugin;
