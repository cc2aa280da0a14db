/** One request over a kept-alive connection, as raw as Node's client allows, and its outcome. */
import { Agent, request, type IncomingMessage } from 'node:http';

export interface Sent {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  ms: number;
}

/** Longer than any request may take. */
export const PATIENCE_MS = 5000;

export const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** @throws Error where the connection broke, or no response came in time */
export function sendRequest(
  url: string,
  given: { method: string; path: string; headers: Record<string, string>; body: Buffer | null },
): Promise<Sent> {
  const startMs = performance.now();
  const { method, path, headers, body } = given;
  return new Promise((resolve, reject) => {
    const sent = request(url + path, {
      agent,
      method,
      path,
      headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
    });
    const patience = setTimeout(() => {
      sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    const fail = (error: Error) => {
      clearTimeout(patience);
      reject(error);
    };
    sent.on('error', fail);
    sent.on('response', (answer) => {
      const chunks: Buffer[] = [];
      const end = () => {
        clearTimeout(patience);
        const text = Buffer.concat(chunks).toString('utf8');
        const { headers: got, statusCode: status = 0 } = answer;
        resolve({ status, headers: got, body: text, ms: performance.now() - startMs });
      };
      answer.on('error', fail);
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', end);
      // An event stream never ends by itself; only its head is needed.
      if (answer.headers['content-type']?.startsWith('text/event-stream') === true) {
        end();
        answer.destroy();
      }
    });
    sent.end(body ?? undefined);
  });
}
