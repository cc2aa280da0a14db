/** A viewer opens as many event streams as they can, each from the very first event on. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { median } from '../bench/figures.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';

const EVENTS = 5000;
const STREAMS = 400;
const ONE_PERSONS = 20;

let desk: TestDesk;
let viewer: string;
let operator: string;
beforeAll(async () => {
  desk = await startTestDesk();
  await desk.addEvents(Array.from({ length: EVENTS }, (_, n) => `token-${String(n)}`));
  viewer = await desk.signIn('viewer');
  operator = await desk.signIn('operator');
});
afterAll(() => desk.close());

interface Tried {
  status: number;
  bytes: () => number;
  close: () => void;
}

/** Opens a stream and reads whatever comes. */
function tryStream(agent: Agent, cookie: string, after: number): Promise<Tried> {
  return new Promise((resolve) => {
    const path = `${desk.url}/api/events?after=${String(after)}`;
    const request = get(path, { headers: { cookie }, agent }, (answer: IncomingMessage) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      // Closing it ends an answer that has no end.
      answer.on('error', () => undefined);
      const close = () => request.destroy();
      resolve({ status: answer.statusCode ?? 0, bytes: () => bytes, close });
    });
    // Not even let in, of a thousand at once.
    request.on('error', () => {
      resolve({ status: 0, bytes: () => 0, close: () => undefined });
    });
  });
}

/** How long others wait for their own page, in ms. */
async function othersWait(times: number): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const startedMs = performance.now();
    expect((await desk.call('/api/me', { cookie: operator })).status).toBe(200);
    took.push(performance.now() - startedMs);
  }
  return median(took);
}

it('gets twenty of them, a short replay each, and slows nobody down', async () => {
  await othersWait(20);
  const idle = await othersWait(50);
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  // From the very first, and from as far back as is replayed at all.
  const tries = Array.from({ length: STREAMS }, (_, n) =>
    tryStream(agent, viewer, n % 2 === 0 ? 0 : EVENTS - 500),
  );
  const busy = await othersWait(50);
  const streams = await Promise.all(tries);
  const open = streams.filter(({ status }) => status === 200);
  expect(open).toHaveLength(ONE_PERSONS);
  expect(streams.some(({ status }) => status === 429)).toBe(true);
  await expect.poll(() => desk.live.replays.length()).toBe(0);
  const bytes = open.reduce((sum, stream) => sum + stream.bytes(), 0);
  expect(bytes).toBeLessThan(ONE_PERSONS * 100_000);
  // Both sides of a thousand connections are in this process, and still nobody stands still.
  expect(busy).toBeLessThan(Math.max(30 * idle, 200));
  // Others follow along as ever.
  const other = await tryStream(agent, operator, EVENTS);
  expect(other.status).toBe(200);
  for (const { close } of [...streams, other]) close();
  await expect.poll(() => desk.live.openStreams()).toBe(0);
});
