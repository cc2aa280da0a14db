/** Toss for a bench: the sandbox in a child process, and payments that a desk knows. */
import { mkdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { findRestPort } from '../process/child.ts';
import { sandboxHelpers } from '../support/start-sandbox.ts';
import { API_KEY, type BenchDesk } from './bench-desk.ts';
import type { BenchContext } from './context.ts';
import { askWell, type Answer, type Ask } from './load.ts';

/** A desk may send Toss ten calls a second in total; a look-up is one. */
const PER_CALL_MS = 130;

export interface TossSide {
  url: string;
  buyers: ReturnType<typeof sandboxHelpers>;
  /** Milliseconds that it has worked on calls since the previous call of this. */
  spentMs(): Promise<number>;
  stop(): Promise<void>;
}

export async function startTossSide(context: BenchContext): Promise<TossSide> {
  const folder = join(context.copySeed(context.size.small), '../toss');
  mkdirSync(folder);
  const telling = `http://127.0.0.1:${String(await findRestPort())}/`;
  const port = new URL(telling).port;
  const { url, stop } = await context.startHelper('timed-sandbox', [folder, port]);
  const agent = new Agent({ keepAlive: false });
  return {
    url,
    buyers: sandboxHelpers(url, API_KEY),
    spentMs: async () => Number((await askWell(agent, { url: telling })).body.toString()),
    stop,
  };
}

/** A call with a session. */
export function callDesk(
  agent: Agent,
  desk: BenchDesk,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const what: Ask = {
    method,
    url: desk.url + path,
    headers: {
      cookie: desk.cookie(0),
      origin: desk.url,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  };
  return askWell(agent, body === undefined ? what : { ...what, body: JSON.stringify(body) });
}

/** Has the desk adopt payments of the sandbox, at the rate that its budget allows. */
export async function makeKnown(
  agent: Agent,
  desk: BenchDesk,
  payTokens: readonly string[],
): Promise<void> {
  for (const payToken of payTokens) {
    await callDesk(agent, desk, 'POST', '/api/payments/lookup', { payToken });
    await sleep(PER_CALL_MS);
  }
}
