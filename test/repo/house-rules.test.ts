import { describe, expect, it } from 'vitest';
import { houseFaults } from './house-rules.ts';

const faultsOf = (file: string, text = '') => houseFaults([file], () => text);
const SWITCH = 'lint-disable-next-line no-console';
const [IGNORE, VITEST] = ['ignore next', '@vitest'];

describe('a comment that switches a gate off', () =>
  it.each([
    `// ox${SWITCH}`,
    `/* es${SWITCH} */`,
    `//\u0085ox${SWITCH}`,
    `{/* ox${SWITCH} -- why */}`,
    `/* v8 ${IGNORE} */`,
    `// ${VITEST}-environment node`,
  ])('is found: %s', (text) => {
    expect(faultsOf('server/a.ts', `a();\n${text}\n`)).toHaveLength(1);
    expect(faultsOf('oxlint-bans.js', text)).toHaveLength(1);
  }));

it.each([
  'server/x/.oxlintrc.json',
  'server/x/oxlint.config.ts',
  '.eslintignore',
  '.prettierignore',
  'test/.gitignore',
  'server/x/a.mts',
  'test/server/a.test.js',
  'client/a.jsx',
])('%s is not allowed in the project', (file) => expect(faultsOf(file)).toHaveLength(1));

it.each(['.oxlintrc.json', '.gitignore', 'vite.config.ts', 'docs/verify-audit.mjs', 'server/a.ts'])(
  '%s is accepted',
  (file) => expect(faultsOf(file, 'export const a = 1;\n')).toEqual([]),
);
