/** The desk of `npm run dev`, restarted whenever a source changes. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEV_TRUST } from '../trust/read-trust.ts';
import { collectTrust } from './collect-trust.ts';

const ROOT = join(import.meta.dirname, '../..');
const file = join(ROOT, DEV_TRUST);

mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify(await collectTrust(ROOT)));
// Otherwise a desk started without this command would show outdated results.
process.once('exit', () => rmSync(file, { force: true }));
await import('../main.ts');
