import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSteps } from './run-steps.ts';
import { steps, type Step } from './steps.ts';
import { sumOf } from './tally.ts';

let root: string;
let said: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'changgu-steps-'));
  said = [];
});
afterEach(() => rmSync(root, { recursive: true }));

/** Adds a program to the tree. */
function program(name: string, script: string): void {
  const folder = join(root, 'node_modules/.bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const run = (...some: Step[]) =>
  runSteps(root, some, (line) => {
    said.push(line);
  });
const gate = (name: string): Step => ({ name, command: [name] });
const tests = (name: string): Step => ({ name, command: [name], report: `reports/${name}.json` });

const report = (passed: number, failed: number, skipped = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    testResults: [],
  });
const writes = (name: string, text: string) => `echo '${text}' > reports/${name}.json`;

it('runs all of them, and prints the output of a failed one', async () => {
  program('good', 'echo unheard');
  program('bad', 'echo why >&2; exit 3');
  const counted = await run(gate('bad'), gate('good'), gate('missing'));
  expect(Object.fromEntries(counted)).toEqual({
    bad: { passed: 0, failed: 1, skipped: 0 },
    good: { passed: 1, failed: 0, skipped: 0 },
    missing: { passed: 0, failed: 1, skipped: 0 },
  });
  expect(sumOf(counted.values())).toEqual({ passed: 1, failed: 2, skipped: 0 });
  expect(said.join('\n')).toMatch(/✗ bad in .* s\nwhy/);
  expect(said.join('\n')).not.toContain('unheard');
});

it('counts the tests of a report', async () => {
  program('some', writes('some', report(4, 2, 1)));
  const counted = await run(tests('some'));
  expect(counted.get('some')).toEqual({ passed: 4, failed: 2, skipped: 1 });
  expect(said[0]).toContain('4 passed, 2 failed, 1 skipped in');
});

it('counts a failure where tests write no report, even beside one of an earlier run', async () => {
  mkdirSync(join(root, 'reports'));
  writeFileSync(join(root, 'reports/none.json'), report(9, 0));
  program('none', 'kill -9 $$');
  expect((await run(tests('none'))).get('none')).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('counts a failure where all tests passed and their program failed', async () => {
  program('gate', `${writes('gate', report(4, 0))}; exit 1`);
  expect((await run(tests('gate'))).get('gate')).toEqual({ passed: 4, failed: 1, skipped: 0 });
});

it('runs four at a time', async () => {
  program('slow', 'echo "begin $1" >> log; sleep 0.2; echo "end $1" >> log');
  const slow = (name: string): Step => ({ name, command: ['slow', name] });
  await run(slow('a'), slow('b'), slow('c'), slow('d'), slow('e'));
  program('log', 'cat log; exit 1');
  await run(gate('log'));
  const log = said.at(-1)?.trim().split('\n') ?? [];
  expect(log.slice(0, 4).toSorted()).toEqual(['begin a', 'begin b', 'begin c', 'begin d']);
  expect(log[4]).toMatch(/^end /);
});

it('runs every project of the tests except the proofs', async () => {
  const { resolveConfig } = await import('vitest/node');
  const { vitestConfig } = await resolveConfig({ root: process.cwd(), config: 'vite.config.ts' });
  const { projects = [] } = vitestConfig as { projects?: { test: { name: string } }[] };
  const names = projects.map(({ test }) => test.name).filter((name) => !name.startsWith('proofs'));
  const after = (command: Step['command'], option: string) =>
    command.filter((_, index) => command[index - 1] === option);
  const shards = new Map<string, string[]>();
  for (const { command } of steps) {
    for (const project of after(command, '--project')) {
      const [shard = '1/1'] = after(command, '--shard');
      shards.set(project, [...(shards.get(project) ?? []), shard]);
    }
  }
  expect([...shards.keys()].toSorted()).toEqual(names.toSorted());
  // All shards of each, and none of them twice.
  for (const parts of shards.values()) {
    expect(parts).toEqual(parts.map((_, index) => `${index + 1}/${parts.length}`));
  }
});
