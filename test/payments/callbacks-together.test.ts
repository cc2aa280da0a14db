import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCallbackKeeper } from '../../server/callbacks/batch-callbacks.ts';
import { openTestStorage, plantPayment, type TestStorage } from '../support/open-test-storage.ts';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage();
});
afterEach(() => test.close());

const received = (n: number, payToken: string | null = null) => ({
  contentType: 'application/json',
  body: `{"n":${String(n)}}`,
  payToken,
  named: false,
});

const kept = () => test.db.all('SELECT body, times FROM callback ORDER BY id');

/** Counts the units of work that are committed meanwhile. */
async function commitsDuring(work: () => Promise<unknown>): Promise<number> {
  let commits = 0;
  const stop = test.storage.subscribe(() => (commits += 1));
  await work();
  stop();
  return commits;
}

describe('callbacks that arrive together', () => {
  it('are all on disk, in one commit, before any of them is answered', async () => {
    const { keep } = createCallbackKeeper(test.storage);
    const payToken = await plantPayment(test.storage);
    const commits = await commitsDuring(() =>
      Promise.all(
        [1, 2, 3, 2].map(async (n) => {
          await keep(received(n, payToken));
          expect(kept()).toHaveLength(3);
        }),
      ),
    );
    expect(commits).toBe(1);
    expect(kept()).toEqual([
      { body: '{"n":1}', times: 1 },
      { body: '{"n":2}', times: 2 },
      { body: '{"n":3}', times: 1 },
    ]);
  });

  it('are stored in batches during a flood, so that nobody waits long', async () => {
    const { keep } = createCallbackKeeper(test.storage);
    const flood = Array.from({ length: 450 }, (_, n) => received(n));
    const commits = await commitsDuring(() => Promise.all(flood.map((one) => keep(one))));
    expect(commits).toBe(3);
    expect(kept()).toHaveLength(450);
  });

  it('are refused before they are written where there are too many', async () => {
    const { keep, line } = createCallbackKeeper(test.storage);
    const flood = Array.from({ length: 2100 }, (_, n) => keep(received(n)));
    const ends = await Promise.allSettled(flood);
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refused).toHaveLength(100);
    expect(refused[0]).toMatchObject({ code: 'desk-busy' });
    expect([kept().length, line.length(), line.refused()]).toEqual([2000, 0, 100]);
  });

  it('have a commit each where they arrive one after the other', async () => {
    const { keep } = createCallbackKeeper(test.storage);
    const commits = await commitsDuring(async () => {
      for (const n of [1, 2]) await keep(received(n));
    });
    expect(commits).toBe(2);
  });

  it('are all refused where the disk fails, and the next ones are stored', async () => {
    const { keep } = createCallbackKeeper(test.storage);
    const message = 'the disk is full';
    test.db.refuse('no_room', { change: 'INSERT ON callback', when: 'NEW.bytes > 7', message });
    const together = await Promise.allSettled([1, 22, 3].map((n) => keep(received(n))));
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kept()).toEqual([]);
    await keep(received(4));
    expect(kept()).toHaveLength(1);
  });
});
