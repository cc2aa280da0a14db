/** `.ci/run` with a fake npm. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'changgu-ci-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const says = (line: string, code = 0) => `echo "${line}"; exit ${code}`;

function runCi(npm: { ci?: string; tests: string; proofs: string }) {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const cases = `case "$*" in ci) ${npm.ci ?? 'exit 0'};; test) ${npm.tests};; *) ${npm.proofs};; esac`;
  const programs = { npm: cases, 'apt-get': 'exit 0', sleep: 'exit 0' };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  mkdirSync(join(bin, 'tmp'));
  const { status, stdout } = spawnSync(join(ROOT, '.ci/run'), {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, TMPDIR: join(bin, 'tmp') },
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

function endOf(npm: Parameters<typeof runCi>[0]) {
  const { status, lines } = runCi(npm);
  return { status, last: lines.at(-1) };
}

const GREEN = says('5 passed, 0 failed');

it.each([
  ['both are green', GREEN, says('7 passed, 0 failed'), '12 passed, 0 failed', 0],
  ['proofs are skipped', GREEN, says('0 passed, 0 failed, 9 skipped'), '5 passed, 0 failed', 0],
  ['a test fails', says('4 passed, 1 failed', 1), GREEN, '9 passed, 1 failed', 1],
  ['a proof fails', GREEN, says('3 passed, 2 failed', 1), '8 passed, 2 failed', 1],
  ['the tests crash', 'exit 134', GREEN, '5 passed, 1 failed', 1],
  [
    'the proofs crash after their last line',
    GREEN,
    says('5 passed, 0 failed', 3),
    '10 passed, 1 failed',
    1,
  ],
  [
    'npm goes on talking',
    'echo "4 passed, 1 failed"; echo npm error; exit 1',
    GREEN,
    '9 passed, 1 failed',
    1,
  ],
])('adds both counts up where %s', (_what, tests, proofs, last, status) =>
  expect(endOf({ tests, proofs })).toEqual({ status, last }),
);

it('fails where the packages can’t be installed', () => {
  const ended = endOf({ ci: 'exit 1', tests: GREEN, proofs: GREEN });
  expect(ended).toEqual({ status: 1, last: '0 passed, 1 failed' });
});

it('tells at its end what failed, since the beginning of a long log may be lost', () => {
  const tests = `echo ' FAIL  a.test.ts > adds up'; echo 'expected 1 to be 2'; ${says('4 passed, 1 failed', 1)}`;
  const { lines } = runCi({ tests, proofs: says('7 passed, 0 failed') });
  const from = lines.indexOf('What failed:');
  expect(from).toBeGreaterThan(lines.indexOf('7 passed, 0 failed'));
  expect(lines.slice(from + 1, from + 3)).toEqual([
    ' FAIL  a.test.ts > adds up',
    'expected 1 to be 2',
  ]);
});
