import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileIfMissing } from '../../server/create-file-if-missing.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-once-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const FILES = 300;
const CONTENT = 'x'.repeat(64);

/** Reads each file from before it exists, and reports incomplete content. */
const WATCHER = `
  const { readFileSync } = require('node:fs');
  const { parentPort, workerData: { files, content } } = require('node:worker_threads');
  parentPort.postMessage('watching');
  const partly = [];
  for (const file of files) {
    for (;;) {
      let seen;
      try { seen = readFileSync(file, 'utf8'); } catch { continue; }
      if (seen === content) break;
      partly.push(seen.length);
    }
  }
  parentPort.postMessage(partly);
`;

const told = (worker: Worker) =>
  new Promise<unknown>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

async function seenPartly(name: string, make: (file: string) => void): Promise<unknown> {
  const files = Array.from({ length: FILES }, (_, n) => join(dir, `${name}-${String(n)}`));
  const watcher = new Worker(WATCHER, { eval: true, workerData: { files, content: CONTENT } });
  await told(watcher);
  const partly = told(watcher);
  for (const file of files) make(file);
  return partly;
}

describe('a file that is created once', () => {
  it('is readable by its owner alone, stays the first, and its content is not generated again', () => {
    const file = join(dir, 'secret');
    createFileIfMissing(file, () => 'first');
    createFileIfMissing(file, () => {
      throw new Error('asked for');
    });
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is never seen half written', async () => {
    const partly = await seenPartly('once', (file) => createFileIfMissing(file, () => CONTENT));
    expect(partly).toEqual([]);
  });

  it('is seen by a watcher that would notice', async () => {
    const partly = await seenPartly('written', (file) =>
      writeFileSync(file, CONTENT, { flag: 'wx' }),
    );
    expect(partly).not.toEqual([]);
  });

  it('says that it can’t be created, and leaves nothing behind', () =>
    expect(() => createFileIfMissing(join(dir, 'no-such-folder', 'secret'), () => 'x')).toThrow(
      'ENOENT',
    ));
});
