/**
 * The baseline of writes: each request stores a callback in a durable transaction of its own, and
 * answers 200 after the COMMIT. GET answers how long one durable commit takes, in milliseconds.
 */
import { createHash } from 'node:crypto';
import { listen, openFloor } from './listen.ts';

const [port, file = ''] = process.argv.slice(2);
const database = openFloor(file);
const keep = database.prepare(`INSERT INTO callback
  (received_at, content_type, body_hash, body, times, pay_token) VALUES (?, ?, ?, ?, 1, ?)`);
const tell = database.prepare(`INSERT INTO event (at, type, what, source, pay_token)
  VALUES (?, 'payment', 'callback', 'callback', ?)`);

const keepCallback = database.transaction((body: string) => {
  const at = new Date().toISOString();
  const payToken = new URLSearchParams(body).get('payToken');
  const hash = createHash('sha256').update(body).digest('hex');
  keep.run(at, 'application/x-www-form-urlencoded', hash, body, payToken);
  tell.run(at, payToken);
});

database.exec('CREATE TABLE IF NOT EXISTS one_row (at REAL NOT NULL)');
const addRow = database.prepare('INSERT INTO one_row (at) VALUES (?)');

function commitMs(): number {
  const startedMs = performance.now();
  addRow.run(startedMs);
  return performance.now() - startedMs;
}

listen(port, (request, response) => {
  if (request.method === 'GET') {
    response.end(String(commitMs()));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    keepCallback.immediate(Buffer.concat(chunks).toString());
    response.end('OK');
  });
});
