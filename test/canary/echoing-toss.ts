/** A Toss that echoes what it was sent: in messages, headers, HTML and truncated answers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const echoes = [
  ...(['none', 'message', 'escaped', 'page', 'header', 'success', 'cut', 'refused-key'] as const),
];
export type Echo = (typeof echoes)[number];

export interface EchoingToss {
  url: string;
  /** How it answers from now on; `none`: as the sandbox does. */
  echo: Echo;
  /** Whether status reads are answered so as well; that keeps the desk from sending money calls. */
  readsToo: boolean;
  /** How often each was answered. */
  answered: Map<Echo, number>;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const escaped = (text: string) =>
  text.replace(/\w/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

function answerWith(echo: Echo, sent: string, response: ServerResponse): void {
  const { apiKey = '' } = JSON.parse(sent) as { apiKey?: string };
  const json = { 'content-type': 'application/json' };
  const refusal = { code: -1, status: 400, errorCode: 'COMMON_INVALID_PARAM' };
  switch (echo) {
    case 'message':
      response.writeHead(200, json).end(JSON.stringify({ ...refusal, msg: `no: ${sent}` }));
      break;
    case 'escaped':
      response
        .writeHead(200, json)
        .end(JSON.stringify({ ...refusal, msg: '@' }).replace('@', () => escaped(apiKey)));
      break;
    case 'page':
      response.writeHead(500, { 'content-type': 'text/html' }).end(`<pre>${sent}</pre>`);
      break;
    case 'header':
      response
        .writeHead(502, {
          'content-type': `text/plain; key=${apiKey}`,
          'x-key': apiKey,
          location: `/${apiKey}`,
        })
        .end(apiKey);
      break;
    case 'success':
      response
        .writeHead(200, json)
        .end(
          JSON.stringify({ code: 0, payToken: apiKey, refundNo: apiKey, orderNo: apiKey, apiKey }),
        );
      break;
    case 'cut':
      response.writeHead(200, { ...json, 'content-length': '9999' });
      response.write(`{"code":0,"msg":"${apiKey}`);
      setTimeout(() => response.destroy(), 10);
      break;
    case 'refused-key':
      response.writeHead(401, json).end(
        JSON.stringify({
          code: -1,
          errorCode: 'COMMON_INVALID_API_KEY',
          msg: `bad key ${apiKey}`,
        }),
      );
      break;
    case 'none':
      break;
  }
}

export async function startEchoingToss(sandboxUrl: string): Promise<EchoingToss> {
  const answered: EchoingToss['answered'] = new Map();
  const server = createServer((request, response) => {
    void (async () => {
      const sent = await textOf(request);
      const isRead = request.url?.endsWith('/status') === true;
      const echo = isRead && !toss.readsToo ? 'none' : toss.echo;
      answered.set(echo, (answered.get(echo) ?? 0) + 1);
      if (echo !== 'none') {
        answerWith(echo, sent, response);
        return;
      }
      const answer = await fetch(`${sandboxUrl}${request.url ?? ''}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: sent,
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    })().catch(() => {
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const toss: EchoingToss = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    echo: 'none',
    readsToo: false,
    answered,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return toss;
}
