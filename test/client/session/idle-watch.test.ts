import { beforeEach, describe, expect, it } from 'vitest';
import { IdleWatch } from '../../../client/session/idle-watch.ts';

const LOCK_AFTER_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

let nowMs: number;
let open: boolean;
let countedAtMs: number;
let heard: string[];
let watch: IdleWatch;

beforeEach(() => {
  nowMs = 1_000_000;
  countedAtMs = nowMs;
  open = true;
  heard = [];
  watch = new IdleWatch({
    lockAfterMs: LOCK_AFTER_MS,
    now: () => nowMs,
    sinceCountedMs: () => nowMs - countedAtMs,
    isOpen: () => open,
    count: () => heard.push('count'),
    spread: () => heard.push('spread'),
    lock: () => {
      heard.push('lock');
      open = false;
    },
  });
});

describe('the idle lock', () => {
  it('locks when the time is over, not before', () => {
    nowMs += LOCK_AFTER_MS - 1;
    expect(watch.look()).toBe(true);
    nowMs += 1;
    expect(watch.look()).toBe(false);
    expect(heard).toEqual(['lock']);
  });

  it('starts over with every input, here and in another tab', () => {
    nowMs += LOCK_AFTER_MS - 1;
    watch.touch();
    nowMs += LOCK_AFTER_MS - 1;
    watch.touchElsewhere();
    nowMs += LOCK_AFTER_MS - 1;
    expect(watch.look()).toBe(true);
    expect(heard).not.toContain('lock');
  });

  it('is not prevented by the first input after the time is over, such as after a suspend', () => {
    nowMs += LOCK_AFTER_MS;
    watch.touch();
    watch.touch();
    expect(heard).toEqual(['lock']);
  });

  it('counts from the time when the screen was unlocked', () => {
    nowMs += LOCK_AFTER_MS;
    watch.look();
    nowMs += MINUTE_MS;
    watch.look();
    open = true;
    nowMs += LOCK_AFTER_MS - 1;
    expect(watch.look()).toBe(true);
  });

  it('reports to the desk once a minute that somebody reads, and to the tabs every 5 s', () => {
    for (let second = 0; second < 120; second += 1) {
      nowMs += 1000;
      watch.touch();
    }
    expect(heard.filter((one) => one === 'count')).toHaveLength(2);
    expect(heard.filter((one) => one === 'spread')).toHaveLength(24);
    heard = [];
    // A request of the person's own counts as a report.
    countedAtMs = nowMs;
    nowMs += 59_999;
    watch.touch();
    expect(heard).toEqual(['spread']);
  });
});
