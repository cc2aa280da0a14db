import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reach } from '../../../client/live/live-stream.ts';
import { pollInstead } from '../../../client/live/poll-instead.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function browser() {
  const world = {
    reach: 'signed-in' as Reach,
    visible: true,
    states: [] as string[],
    resets: 0,
    signedOut: 0,
    told: [] as string[][],
  };
  const member = pollInstead(
    {
      probe: () => Promise.resolve(world.reach),
      isVisible: () => world.visible,
      payTokens: () => ['pay-1'],
      tellWatched: (payTokens) => {
        world.told.push(payTokens);
        return Promise.resolve();
      },
    },
    {
      onState: (state) => world.states.push(state),
      onChanges: () => undefined,
      onReset: () => {
        world.resets += 1;
      },
      onSignedOut: () => {
        world.signedOut += 1;
      },
    },
  );
  return { world, member };
}

describe('a browser without Web Locks', () => {
  it('polls every 10 s while it is visible, and sends what it shows', async () => {
    const { world } = browser();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(world.resets).toBe(3);
    expect(world.told.at(-1)).toEqual(['pay-1']);
    world.visible = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.resets).toBe(3);
  });

  it('says when the desk is away, and stops when the session has ended', async () => {
    const { world } = browser();
    world.reach = 'unreachable';
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.states.at(-1)).toBe('offline');
    world.reach = 'signed-out';
    await vi.advanceTimersByTimeAsync(10_000);
    world.reach = 'signed-in';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.signedOut).toBe(1);
    expect(world.resets).toBe(0);
  });
});
