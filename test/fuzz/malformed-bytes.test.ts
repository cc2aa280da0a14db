import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fuzzBytes } from './fuzz-bytes.ts';
import { startFuzzDesk } from './fuzz-desk.ts';
import { fuzzRequests } from './fuzz-requests.ts';
import { runFuzz } from './run-fuzz.ts';

const MANY = 5000;
const SEED = 1;

it('answers malformed bytes as a problem or not at all, in time, and serves on', async () => {
  const run = await runFuzz('bytes', SEED, MANY);
  expect(run.findings).toEqual([]);
  expect(run.cases).toBe(MANY);
  expect(run.byStatus['4xx']).toBeGreaterThan(MANY / 2);
  expect(run.operations).toBe(0);
}, 300_000);

describe('the fuzz', () => {
  const nothingKnown = {
    asked: new Map(),
    headersOf: () => ({}),
    fill: (text: string) => text.replaceAll('"$refunded"', '0').replace(/\$\w+:\d+/g, 'x'),
  };

  /** A server with one defect. */
  async function withServer<T>(
    answer: Parameters<typeof createServer>[1],
    work: (url: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer(answer as never);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it.each([
    ['a failure', /answered 500/, 500],
    ['an error without the contract’s shape', /is text\/html/, 404],
    ['a redirect', /answered 302/, 302],
  ])('notices %s', async (_what, told, status) => {
    const head = { 'content-type': 'text/html', 'x-request-id': 'x', 'content-length': '2' };
    await withServer(
      (_request, response) => void response.writeHead(status, head).end('no'),
      async (url) => {
        const { findings } = await fuzzRequests(
          { ...nothingKnown, desk: { url } },
          ...(['broken', SEED, 20] as const),
        );
        expect(findings.find((one) => one.startsWith('answered') || told.test(one))).toMatch(told);
        expect(findings[0]).toMatch(/broken, seed 1, case \d+: \{"role":/);
        // What Node itself refuses is no problem of the catalogue.
        const raw = await fuzzBytes({ url, cookie: 'x' }, SEED, 40);
        expect(raw.findings.length).toBeGreaterThan(0);
      },
    );
  });

  it('notices what never answers, and what breaks off', async () => {
    for (const [answer, told] of [
      [() => undefined, /no answer within 5000 ms/],
      [(request: { socket: { destroy(): void } }) => request.socket.destroy(), /hang up/],
    ] as const) {
      await withServer(answer as never, async (url) => {
        const desk = { ...nothingKnown, desk: { url } };
        const { findings } = await fuzzRequests(desk, 'fitting', SEED, 3);
        expect(findings[0]).toMatch(told);
      });
    }
  });

  it('notices money that nobody asked for', async () => {
    const fuzzed = await startFuzzDesk();
    const payToken = fuzzed.fill('$payToken:0', '');
    expect(await fuzzed.wrongBooks()).toEqual([]);
    await fuzzed.desk.sandbox.outsideRefund(payToken, 100);
    expect(await fuzzed.wrongBooks()).toEqual([
      expect.stringMatching(/^Toss has a refund \S+ of 100 that the desk has not$/),
    ]);
    await fuzzed.close();
  }, 120_000);
});
