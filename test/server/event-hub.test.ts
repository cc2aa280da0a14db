import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventHub, type StreamClient } from '../../server/live/event-hub.ts';
import { createLogger } from '../../server/log.ts';
import { yieldToEventLoop } from '../../server/yield-to-event-loop.ts';
import { appendEvent, eventFeed } from '../../server/storage/events.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';

let test: TestStorage;
beforeAll(() => {
  test = openTestStorage();
});
afterAll(() => test.close());

const idle: StreamClient = {
  write: () => undefined,
  backlogBytes: () => 0,
  isStillValid: () => true,
  end: () => undefined,
};

describe('a lease that changes', () => {
  it('is sent to every stream once, however often it changes within a moment', async () => {
    const clock = createFakeClock('2026-11-24T05:00:00.000Z');
    const hub = eventHub(eventFeed(test.storage), clock, createLogger('silent'));
    const written: string[] = [];
    const first = { ...idle, write: (frame: Buffer) => void written.push(frame.toString()) };
    const others = Array.from({ length: 1000 }, () => ({ ...idle }));
    for (const client of [first, ...others]) hub.join(client, null);
    for (let n = 0; n < 300; n += 1) hub.announceLease(`tok-${String(n % 3)}`);
    await clock.advance(200);
    expect(written.slice(1)).toEqual([
      [0, 1, 2].map((n) => `event: lease\ndata: {"payToken":"tok-${String(n)}"}\n\n`).join(''),
    ]);
    hub.announceLease('tok-9');
    hub.close();
    await clock.advance(1000);
    expect(written).toHaveLength(2);
    expect(clock.pending()).toBe(0);
  });

  it('costs nothing without a stream', async () => {
    const clock = createFakeClock('2026-11-24T05:00:00.000Z');
    const hub = eventHub(eventFeed(test.storage), clock, createLogger('silent'));
    const before = clock.pending();
    hub.announceLease('tok-1');
    expect(clock.pending()).toBe(before);
    hub.close();
  });
});

describe('a stream that is behind', () => {
  const START = '2026-11-24T05:00:00.000Z';
  const silent = createLogger('silent');

  const add = (count: number) =>
    test.storage.transact(function* () {
      for (let n = 0; n < count; n += 1) {
        yield* appendEvent({
          ...{ at: START, type: 'payment', what: 'updated', source: 'desk' },
          pay_token: 'tok-1',
        });
      }
    });

  /** The output of one client, and the numbers of the events in it. */
  function reader() {
    const frames: string[] = [];
    const client = { ...idle, write: (frame: Buffer) => void frames.push(frame.toString()) };
    const ids = () =>
      [...frames.join('').matchAll(/^id: (\d+)\nevent: p/gm)].map(([, id]) => Number(id));
    return { client, frames, ids };
  }

  const upTo = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_one, n) => first + n);

  it('gets every event once, in chunks, whatever comes meanwhile', async () => {
    const feed = eventFeed(test.storage);
    await add(450);
    const from = feed.lastSeq() - 450;
    const hub = eventHub(feed, createFakeClock(START), silent);
    const { client, frames, ids } = reader();
    hub.join(client, from);
    expect(frames[0]).toContain('event: hello');
    expect([hub.size(), hub.replays.length()]).toEqual([1, 1]);
    for (let turn = 0; turn < 40; turn += 1) {
      await add(9);
      await yieldToEventLoop();
    }
    expect(hub.replays.length()).toBe(0);
    await add(1);
    await yieldToEventLoop();
    expect(ids()).toEqual(upTo(from + 1, feed.lastSeq()));
    hub.close();
  });

  it('shares the event loop: no turn of it writes more than a chunk', async () => {
    const feed = eventFeed(test.storage);
    await add(400);
    let reads = 0;
    const counting = {
      ...feed,
      after: (...given: Parameters<typeof feed.after>) => {
        reads += 1;
        return feed.after(...given);
      },
    };
    const hub = eventHub(counting, createFakeClock(START), silent);
    const readers = Array.from({ length: 30 }, reader);
    for (const { client } of readers) hub.join(client, feed.lastSeq() - 400);
    while (hub.replays.length() > 0) {
      const before = reads;
      await yieldToEventLoop();
      expect(reads - before).toBeLessThanOrEqual(2);
    }
    for (const { ids } of readers) expect(ids()).toHaveLength(400);
    hub.close();
  });

  it('is reset where too many are behind, and ended where it can’t catch up', async () => {
    const feed = eventFeed(test.storage);
    const broken = {
      ...feed,
      after: () => {
        throw new Error('the disk failed');
      },
    };
    const hub = eventHub(feed, createFakeClock(START), silent);
    const many = Array.from({ length: 1000 }, reader);
    for (const { client } of many) hub.join(client, feed.lastSeq() - 1);
    const late = reader();
    hub.join(late.client, feed.lastSeq() - 1);
    expect(late.frames.join('')).toContain('event: reset');
    expect(hub.replays.refused()).toBe(1);
    // Closed streams are skipped.
    for (const { client } of many) hub.leave(client);
    expect(hub.size()).toBe(1);
    hub.close();

    let isBroken = false;
    const failing = {
      ...feed,
      after: (...given: Parameters<typeof feed.after>) =>
        isBroken ? broken.after() : feed.after(...given),
    };
    const lines: string[] = [];
    const other = eventHub(
      failing,
      createFakeClock(START),
      createLogger('error', (line) => lines.push(line)),
    );
    let ended = 0;
    other.join({ ...idle, end: () => void (ended += 1) }, feed.lastSeq() - 150);
    isBroken = true;
    for (let turn = 0; turn < 5; turn += 1) await yieldToEventLoop();
    expect([ended, other.size()]).toEqual([1, 0]);
    expect(lines.join('')).toContain('could not be caught up');
    other.close();
  });
});
