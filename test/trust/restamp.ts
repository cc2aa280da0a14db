/** Once: names the kept results by the new fingerprint where the old one is this engine's. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { engineEntries, engineFingerprint } from '../../server/commands/engine-fingerprint.ts';

const ROOT = process.cwd();
const INSIDE = /^(?:shared|server\/(?:operations|storage|toss|callbacks|payments))\//;
const IMPORT = /^(?:import|export)\s(?!type\s)[^;'"]*?['"](\.{1,2}\/[^'"]+)['"]/gm;

function oldFingerprint(): string {
  const sources = new Map<string, string>();
  const waiting = [...engineEntries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sources.has(file)) continue;
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
    sources.set(file, text);
    for (const [, path = ''] of text.matchAll(IMPORT)) {
      const imported = posix.join(posix.dirname(file), path);
      if (INSIDE.test(imported)) waiting.push(imported);
    }
  }
  const hash = createHash('sha256');
  for (const [file, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${file}\0${String(text.length)}\0${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}

const [before, after] = [oldFingerprint(), await engineFingerprint(ROOT)];
const folder = join(ROOT, 'test/results');
for (const name of readdirSync(folder)) {
  const file = join(folder, name);
  const text = readFileSync(file, 'utf8');
  const { engine } = JSON.parse(text) as { engine: string };
  if (engine !== before) throw new Error(`${name} is of ${engine}, the sources are ${before}`);
  writeFileSync(file, text.replace(`"engine": "${before}"`, `"engine": "${after}"`));
  console.log(`${name}: ${before} → ${after}`);
}
