/** A proxy with TLS before the desk, and callers with addresses of their own. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer, request as httpsRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';

export interface TlsProxy {
  port: number;
  /** The certificate authority of its certificate, as PEM. */
  ca: string;
  close(): Promise<void>;
}

/**
 * What the proxy does with a caller's `X-Forwarded-For`: Caddy overwrites the header, others append
 * the caller's address to it.
 */
export type Forwarding = 'replaces' | 'appends';

/** Starts one that forwards everything to the desk on `deskPort`. */
export async function startTlsProxy(deskPort: number, forwarding: Forwarding): Promise<TlsProxy> {
  const { key, cert } = selfSignedCertificate();
  const server = createServer({ key, cert }, (request, response) => {
    const address = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
    const claimed = forwarding === 'appends' ? [request.headers['x-forwarded-for']].flat() : [];
    const onward = httpRequest({
      host: '127.0.0.1',
      port: deskPort,
      method: request.method,
      path: request.url,
      headers: {
        ...request.headers,
        'x-forwarded-for': [...claimed, address].filter(Boolean).join(', '),
        'x-forwarded-proto': 'https',
      },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export interface ProxyAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A caller from one address, over TLS, to the desk's public name. */
export interface ProxyCaller {
  ask(
    method: string,
    path: string,
    more?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<ProxyAnswer>;
  /** Opens a path and keeps reading. `bytes` resolves with the first data. */
  follow(path: string, headers: Record<string, string>): { bytes: Promise<string>; leave(): void };
}

/** @param from an address of this machine, such as 127.0.0.5 */
export function callThrough(proxy: TlsProxy, host: string, from: string): ProxyCaller {
  const optionsFor = (method: string, path: string, headers: Record<string, string>) =>
    ({
      host: '127.0.0.1',
      port: proxy.port,
      localAddress: from,
      servername: host,
      ca: proxy.ca,
      // The test proxy's certificate is for its address.
      checkServerIdentity: () => undefined,
      agent: false,
      method,
      path,
      headers: { host, ...headers },
    }) satisfies RequestOptions;
  return {
    ask: (method, path, { body, headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const json = body === undefined ? {} : { 'content-type': 'application/json' };
        const options = optionsFor(method, path, {
          origin: `https://${host}`,
          ...json,
          ...headers,
        });
        const sent = httpsRequest(options, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
          );
        });
        sent.on('error', reject);
        sent.end(body === undefined ? undefined : JSON.stringify(body));
      }),
    follow: (path, headers) => {
      const sent = httpsRequest(optionsFor('GET', path, headers));
      const bytes = new Promise<string>((resolve, reject) => {
        sent.on('response', (answer) => {
          answer.once('data', (chunk: Buffer) => resolve(chunk.toString()));
          answer.on('error', () => {
            // The caller has closed the connection.
          });
        });
        sent.on('error', reject);
      });
      sent.end();
      return { bytes, leave: () => sent.destroy() };
    },
  };
}
