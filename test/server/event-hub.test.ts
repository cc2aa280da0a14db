import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventHub, type StreamClient } from '../../server/live/event-hub.ts';
import { eventFeed } from '../../server/storage/events.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';

let test: TestStorage;
beforeAll(() => {
  test = openTestStorage();
});
afterAll(() => {
  test.close();
});

describe('a lease that changes', () => {
  const idle: StreamClient = {
    write: () => undefined,
    backlogBytes: () => 0,
    isStillValid: () => true,
    end: () => undefined,
  };

  it('goes to every stream once, however often it changes within a moment', async () => {
    const clock = createFakeClock('2026-11-24T05:00:00.000Z');
    const hub = eventHub(eventFeed(test.storage), clock);
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

  it('costs nothing where nobody looks', async () => {
    const clock = createFakeClock('2026-11-24T05:00:00.000Z');
    const hub = eventHub(eventFeed(test.storage), clock);
    const before = clock.pending();
    hub.announceLease('tok-1');
    expect(clock.pending()).toBe(before);
    hub.close();
  });
});
