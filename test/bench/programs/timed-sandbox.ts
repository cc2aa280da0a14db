/**
 * The sandbox in a child process that measures how long it has worked on calls, which a benchmark
 * of the desk must not count. `GET /` of the second port answers the milliseconds since the
 * previous GET.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { startSandbox } from '../../../server/sandbox/sandbox.ts';

const [port, dataDir = '', tellingPort] = process.argv.slice(2);
const startedMs = new Map<ServerResponse, number>();
let spentMs = 0;

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  if (request.url?.startsWith('/api/v1/') === true) startedMs.set(response, performance.now());
});
subscribe('http.server.response.finish', (message) => {
  const { response } = message as { response: ServerResponse };
  const since = startedMs.get(response);
  if (since === undefined) return;
  startedMs.delete(response);
  spentMs += performance.now() - since;
});

await startSandbox({ port: Number(port), dataDir });
createServer((_request, response) => {
  response.end(String(spentMs));
  spentMs = 0;
}).listen(Number(tellingPort), '127.0.0.1');
