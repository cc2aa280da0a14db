/**
 * A Toss in front of the sandbox for a shop with two keys: the sandbox would take each key for
 * another shop's.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyRelay {
  url: string;
  /** The keys that are valid for this shop. */
  valid: Set<string>;
  close(): Promise<void>;
}

const refusal = JSON.stringify({
  code: -1,
  status: 401,
  msg: '유효하지 않은 API Key 입니다.',
  errorCode: 'COMMON_INVALID_API_KEY',
});

async function textOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** @param apiKey the one under which the sandbox has the shop's payments */
export async function startKeyRelay(sandboxUrl: string, apiKey: string): Promise<KeyRelay> {
  const valid = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await textOf(request)) as { apiKey: string };
      if (!valid.has(body.apiKey)) {
        response.writeHead(401, { 'content-type': 'application/json' }).end(refusal);
        return;
      }
      const answer = await fetch(`${sandboxUrl}${request.url ?? ''}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, apiKey }),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    })().catch(() => {
      // The sandbox has closed the connection, so this one is cut as well.
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    valid,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
