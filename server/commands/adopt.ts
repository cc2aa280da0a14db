/** `npm run adopt -- FILE.csv`: adopts the orderNos of a file, one per line or its first column. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isOrderNo } from '../../shared/limits.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { findAdoption, recordAdoption } from '../storage/adoptions.ts';
import { openDataStorage, runCommand, UsageError } from './run-command.ts';

const USAGE = `주문번호로 결제 가져오기 · adopt payments by orderNo
  npm run adopt -- FILE.csv`;

/** Without a running desk nothing happens: the numbers wait for its next start. */
const GIVE_UP_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 500;

function orderNosIn(file: string): string[] {
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'));
  const named = lines.flatMap((text, index) => (text === '' ? [] : [{ text, line: index + 1 }]));
  const [head, ...rest] = named;
  // A heading such as 주문번호 or "order no" is not a valid orderNo.
  const rows = head !== undefined && !isOrderNo(head.text) ? rest : named;
  const wrong = rows.filter(({ text }) => !isOrderNo(text));
  if (wrong.length > 0) {
    const where = wrong.slice(0, 10).map(({ line, text }) => `  line ${String(line)}: ${text}`);
    throw new UsageError(`These are no orderNos:\n${where.join('\n')}`);
  }
  return [...new Set(rows.map(({ text }) => text))];
}

function read(file: string): string[] {
  try {
    return orderNosIn(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : ''}`);
  }
}

await runCommand(USAGE, async () => {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
  const orderNos = read(file);
  if (orderNos.length === 0) throw new UsageError('The file holds no orderNo.');
  const storage = openDataStorage();
  try {
    const id = systemRandom.uuid();
    await recordAdoption(storage, { id, requestedBy: null, orderNos });
    console.log(`${String(orderNos.length)}건을 접수했어요. Recorded.`);
    let last = -1;
    let movedAtMs = systemClock.nowMs();
    for (;;) {
      const now = findAdoption(storage, id);
      if (now === undefined) throw new Error('The adoption vanished');
      const done = now.adopted + now.notFound.length + now.failed.length;
      if (done !== last) {
        console.log(`${String(done)} / ${String(now.total)}`);
        last = done;
        movedAtMs = systemClock.nowMs();
      }
      if (now.done) {
        for (const orderNo of now.notFound) console.log(`토스에 없음 · not at Toss: ${orderNo}`);
        for (const item of now.failed) console.log(`실패 · failed: ${item.orderNo} ${item.detail}`);
        if (now.failed.length > 0) process.exitCode = 1;
        return;
      }
      if (systemClock.nowMs() - movedAtMs > GIVE_UP_AFTER_MS) {
        console.log('창구가 켜지면 이어서 가져와요. The desk goes on with it when it runs.');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    storage.close();
  }
});
