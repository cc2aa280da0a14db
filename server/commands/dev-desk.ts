/** The desk of `npm run dev`, which starts it anew whenever a source changes. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEV_TRUST } from '../trust/read-trust.ts';
import { collectTrust } from './collect-trust.ts';

const ROOT = join(import.meta.dirname, '../..');
const file = join(ROOT, DEV_TRUST);

mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify(await collectTrust(ROOT)));
// A desk that is started without this command must not tell what was true of this one.
process.once('exit', () => rmSync(file, { force: true }));
await import('../main.ts');
