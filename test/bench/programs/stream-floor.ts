/**
 * The baseline of the event stream: a change is one durable row, followed by `res.write` to every
 * listener in a loop. A POST is a change of the payment in its body.
 */
import type { ServerResponse } from 'node:http';
import { listen, openFloor } from './listen.ts';

const [port, file = ''] = process.argv.slice(2);
const database = openFloor(file);
const tell = database.prepare(`INSERT INTO event (at, type, what, source, pay_token)
  VALUES (?, 'payment', 'callback', 'callback', ?)`);
const tabs = new Set<ServerResponse>();

listen(port, (request, response) => {
  if (request.method === 'GET' && request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: hello\ndata: {}\n\n');
    tabs.add(response);
    response.once('close', () => tabs.delete(response));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    const payToken = new URLSearchParams(Buffer.concat(chunks).toString()).get('payToken');
    response.end('OK');
    if (payToken === null) return;
    const { lastInsertRowid } = tell.run(new Date().toISOString(), payToken);
    const data = JSON.stringify({ payToken, operationId: null });
    const frame = Buffer.from(`id: ${String(lastInsertRowid)}\nevent: payment\ndata: ${data}\n\n`);
    for (const tab of tabs) tab.write(frame);
  });
});
