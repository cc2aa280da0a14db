/**
 * Runs tests and records the text of each statement that the product makes meanwhile. What is
 * prepared when a module is loaded is recorded even if no test runs it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatementText } from '../../server/storage/unit.ts';
import { changedSources, type PlantedFault } from './bundle-with-faults.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = 'server/storage/statement.ts';

/** Keeps a text once per process, with who asked for it. */
const keep = (sql: string, stack: string) => `{
  const text = JSON.stringify(${sql});
  globalThis.keptTexts ??= new Set();
  if (!globalThis.keptTexts.has(text)) {
    globalThis.keptTexts.add(text);
    process.getBuiltinModule('node:fs').appendFileSync(
      process.env.STATEMENT_TEXTS,
      JSON.stringify({ sql: ${sql}, stack: ${stack} }) + '\\n');
  }
}`;

const changes: readonly PlantedFault[] = [
  {
    file: FILE,
    find: 'function prepare(sql) {',
    put: `function prepare(sql) { ${keep('sql', 'new Error().stack')}`,
  },
  {
    file: FILE,
    find: 'const { sql, parameters } = query.compile();',
    put: `const { sql, parameters } = query.compile(); ${keep('sql', 'new Error().stack')}`,
  },
  {
    file: FILE,
    find: 'const bound = (given, take) => {',
    put: `const { stack } = new Error();
      queueMicrotask(() => ${keep('compileOnce().sql', 'stack')});
      const bound = (given, take) => {`,
  },
];

export interface RecordedStatement {
  sql: StatementText;
  /** The source that made it, from the project's folder. */
  source: string;
}

const FRAME = new RegExp(`${ROOT}/((?:server|shared|test)/[\\w./-]+):\\d+`, 'g');

function sourceIn(stack: string): string {
  const sources = Array.from(stack.matchAll(FRAME), ([, source = '']) => source);
  return sources.find((source) => source !== FILE) ?? '';
}

function runTests(files: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const vitest = join(ROOT, 'node_modules/.bin/vitest');
  const child = spawn(vitest, ['run', '--project', 'money', '--project', 'unit', ...files], {
    ...{ cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(output));
    });
  });
}

/**
 * @param files test files and folders
 * @throws Error where a test fails
 */
export async function recordStatements(files: readonly string[]): Promise<RecordedStatement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'changgu-statements-'));
  const texts = join(folder, 'texts.jsonl');
  const planted = join(folder, 'sources.json');
  try {
    writeFileSync(planted, JSON.stringify(Object.fromEntries(await changedSources(changes))));
    await runTests(files, { PLANTED_SOURCES: planted, STATEMENT_TEXTS: texts });
    const lines = readFileSync(texts, 'utf8').trimEnd().split('\n');
    return lines.map((line) => {
      const { sql, stack } = JSON.parse(line) as { sql: StatementText; stack: string };
      return { sql, source: sourceIn(stack) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
