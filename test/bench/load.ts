/** The load generator: keep-alive connections of plain node:http, and the time of each response. */
import { Agent, request as httpRequest } from 'node:http';
import { quantile } from './figures.ts';

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT';
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  body: Buffer;
  /** From the first byte of the request to the last of the response. */
  ms: number;
}

/** Sends one request over the agent's connections. */
export function ask(agent: Agent, { method = 'GET', url, headers, body }: Ask): Promise<Answer> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, method, headers: headers ?? {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const ms = performance.now() - startedMs;
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), ms });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** The same, for a response that must be 2xx. @throws Error with the other response */
export async function askWell(agent: Agent, what: Ask): Promise<Answer> {
  const answer = await ask(agent, what);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`${what.url}: ${String(answer.status)} ${answer.body.toString().slice(0, 300)}`);
}

export interface Burst {
  /** Milliseconds of each response. */
  times: number[];
  perSecond: number;
  p50: number;
}

export interface BurstSize {
  requests: number;
  /** The number of requests in progress at any time. */
  atOnce: number;
}

/**
 * Sends requests repeatedly, at most `requests` times and no longer than a few seconds.
 * @param next the n-th request
 */
export async function burst(
  { requests, atOnce }: BurstSize,
  next: (n: number) => Ask | readonly Ask[],
  mostMs = 5000,
): Promise<Burst> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: number[] = [];
  const startedMs = performance.now();
  let begun = 0;
  const lane = async () => {
    while (begun < requests && performance.now() - startedMs < mostMs) {
      const asks = [next(begun)].flat();
      begun += 1;
      const askedMs = performance.now();
      await Promise.all(asks.map((one) => askWell(agent, one)));
      times.push(performance.now() - askedMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const seconds = (performance.now() - startedMs) / 1000;
  agent.destroy();
  return { times, perSecond: times.length / seconds, p50: quantile(times, 0.5) };
}
