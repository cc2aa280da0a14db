/** A viewer opens as many event streams as possible, each from the very first event on. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_REPLAY } from '../../server/live/event-hub.ts';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';

const EVENTS = 5000;
const STREAMS = 1000;
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
  after: number;
  text: () => string;
  close: () => void;
}

/** Opens a stream and reads everything it sends. */
function tryStream(agent: Agent, cookie: string, after: number): Promise<Tried> {
  return new Promise((resolve) => {
    const path = `${desk.url}/api/events?after=${String(after)}`;
    const request = get(path, { headers: { cookie }, agent }, (answer: IncomingMessage) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      // Closing the stream ends an unfinished response.
      answer.on('error', () => undefined);
      const close = () => request.destroy();
      resolve({ status: answer.statusCode ?? 0, after, text: () => text, close });
    });
    // Refused at the connection, of a thousand at once.
    request.on('error', () =>
      resolve({ status: 0, after, text: () => '', close: () => undefined }),
    );
  });
}

const framesOf = (text: string, kind: string) => text.split(`event: ${kind}\n`).length - 1;

it('gets twenty of a thousand, each with a short replay, and others follow along as ever', async () => {
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  // From the first event, from the oldest that is replayed, and from one before that.
  const from = [0, EVENTS - MAX_REPLAY, EVENTS - MAX_REPLAY - 1];
  const streams = await Promise.all(
    Array.from({ length: STREAMS }, (_, n) => tryStream(agent, viewer, from[n % 3] ?? 0)),
  );
  const open = streams.filter(({ status }) => status === 200);
  expect(open).toHaveLength(ONE_PERSONS);
  expect(desk.live.openStreams()).toBe(ONE_PERSONS);
  expect(streams.some(({ status }) => status === 429)).toBe(true);
  await expect.poll(() => desk.live.replays.length()).toBe(0);
  await expect.poll(() => open.every(({ text }) => /event: (hello|reset)/.test(text()))).toBe(true);
  for (const { after, text } of open) {
    const isReplayed = after === EVENTS - MAX_REPLAY;
    await expect.poll(() => framesOf(text(), 'payment')).toBe(isReplayed ? MAX_REPLAY : 0);
    expect(framesOf(text(), 'reset')).toBe(isReplayed ? 0 : 1);
  }
  const other = await tryStream(agent, operator, EVENTS);
  expect(other.status).toBe(200);
  for (const { close } of [...streams, other]) close();
  await expect.poll(() => desk.live.openStreams()).toBe(0);
});

it('opens a hundred and twenty a minute, though each is closed before the next', async () => {
  const own = await startTestDesk();
  const cookie = await own.signIn('viewer');
  const again = await own.signIn('viewer');
  let opened = 0;
  for (let n = 0; n < 200; n += 1) {
    const who = n % 2 === 0 ? cookie : again;
    const answer = await own.call('/api/events', { method: 'HEAD', cookie: who });
    if (answer.status === 200) opened += 1;
    else expect(answer.status).toBe(429);
  }
  expect(opened).toBe(6 * ONE_PERSONS);
  await own.close();
});
