import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from './fake-browser.ts';

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T05:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('one stream per browser', () => {
  it('opens one stream for eight tabs, and every tab gets every event', async () => {
    const browser = new FakeBrowser();
    const tabs = Array.from({ length: 8 }, (_, index) => browser.openTab(`tab-${String(index)}`));
    await settle();
    expect(browser.streams).toHaveLength(1);
    browser.connect();
    browser.stream().emit('payment', { payToken: 'pay-1' }, 41);
    browser.stream().emit('operation', { payToken: 'pay-1', operationId: 'op-1' }, 42);
    for (const tab of tabs) {
      expect(tab.states.at(-1)).toBe('live');
      expect(tab.changes).toEqual([
        { payTokens: ['pay-1'], operationIds: [] },
        { payTokens: ['pay-1'], operationIds: ['op-1'] },
      ]);
    }
  });

  it('resumes after the event that the page’s data includes, without refetching', async () => {
    const browser = new FakeBrowser();
    const tab = browser.openTab('first', 40);
    await settle();
    browser.connect();
    expect(browser.stream().after).toBe(40);
    browser.stream().emit('payment', { payToken: 'pay-1' }, 41);
    expect(tab.changes).toHaveLength(1);
    expect(tab.resets).toBe(0);
  });

  it.each(['close', 'crash'] as const)(
    'hands over when the leading tab is gone (%s), after the last event',
    async (how) => {
      const browser = new FakeBrowser();
      const first = browser.openTab('first');
      const second = browser.openTab('second');
      await settle();
      browser.connect();
      browser.stream().emit('payment', { payToken: 'pay-1' }, 77);
      if (how === 'crash') browser.stream().close();
      first[how]();
      await settle();
      expect(browser.stream().after).toBe(77);
      browser.connect();
      browser.stream().emit('payment', { payToken: 'pay-2' }, 78);
      expect(second.changes.at(-1)).toEqual({ payTokens: ['pay-2'], operationIds: [] });
      // Resumed after a known number: nothing was missed, so nothing is refetched.
      expect(second.resets).toBe(1);
      expect(second.leads).toBe(true);
    },
  );

  it('takes the lead from a frozen tab, which closes its stream when it resumes', async () => {
    const browser = new FakeBrowser();
    const leader = browser.openTab('leader');
    const visible = browser.openTab('visible');
    await settle();
    browser.connect();
    leader.visible = false;
    leader.frozen = true;
    expect([leader.leads, visible.leads]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(browser.streams).toHaveLength(2);
    leader.thaw();
    await settle();
    expect([leader.leads, visible.leads]).toEqual([false, true]);
    browser.connect();
    browser.stream().emit('payment', { payToken: 'pay-1' }, 5);
    expect(leader.changes).toHaveLength(1);
    expect(visible.changes).toHaveLength(1);
  });

  it('does not take the lead from a hidden leader that answers', async () => {
    const browser = new FakeBrowser();
    const leader = browser.openTab('leader');
    browser.openTab('visible');
    await settle();
    browser.connect();
    leader.visible = false;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(browser.streams).toHaveLength(1);
  });

  it('passes on who has a refund form open, without an event number', async () => {
    const browser = new FakeBrowser();
    const tabs = [browser.openTab('leader'), browser.openTab('follower')];
    await settle();
    browser.connect();
    browser.stream().emit('payment', { payToken: 'pay-1' }, 10);
    // The browser repeats the last id for an event without one.
    browser.stream().emit('lease', { payToken: 'pay-1' }, 10);
    for (const tab of tabs) {
      expect(tab.changes.slice(1)).toEqual([
        { payTokens: ['pay-1'], operationIds: [], leaseOnly: true },
      ]);
      expect(tab.resets).toBe(1);
    }
  });

  it('refetches when a tab was suspended and missed events', async () => {
    const browser = new FakeBrowser();
    browser.openTab('leader');
    const sleeper = browser.openTab('sleeper');
    await settle();
    browser.connect();
    browser.stream().emit('payment', { payToken: 'pay-1' }, 10);
    const resets = sleeper.resets;
    browser.tabs.delete(sleeper);
    browser.stream().emit('payment', { payToken: 'pay-2' }, 11);
    browser.tabs.add(sleeper);
    sleeper.relay.wake();
    await settle();
    expect(sleeper.resets).toBe(resets + 1);
  });
});

describe('a desk that can’t be reached', () => {
  it('backs off, says so, and resumes after the last event', async () => {
    const browser = new FakeBrowser();
    const tab = browser.openTab('tab');
    await settle();
    browser.connect();
    browser.stream().emit('payment', { payToken: 'pay-1' }, 9);
    browser.reach = 'unreachable';
    const gaps: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      browser.stream().emit('error');
      await settle();
      const from = Date.now();
      const before = browser.streams.length;
      while (browser.streams.length === before) await vi.advanceTimersByTimeAsync(500);
      gaps.push(Date.now() - from);
    }
    expect(tab.states.at(-1)).toBe('offline');
    expect(gaps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    browser.reach = 'signed-in';
    browser.connect();
    expect(browser.stream().after).toBe(9);
    expect(tab.states.at(-1)).toBe('live');
  });

  it('tries at once when the network is back', async () => {
    const browser = new FakeBrowser();
    const tab = browser.openTab('tab');
    await settle();
    browser.reach = 'unreachable';
    browser.stream().emit('error');
    await settle();
    expect(browser.openStreams()).toHaveLength(0);
    tab.relay.wake();
    expect(browser.openStreams()).toHaveLength(1);
  });

  it('stops for good in every tab when the session has ended', async () => {
    const browser = new FakeBrowser();
    const tabs = [browser.openTab('a'), browser.openTab('b')];
    await settle();
    browser.connect();
    browser.reach = 'signed-out';
    browser.stream().emit('error');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(browser.streams).toHaveLength(1);
    expect(tabs.map((tab) => tab.signedOut)).toEqual([1, 1]);
  });
});

describe('a refetch', () =>
  it('covers everything, on `reset`, on an event that can’t be parsed, and on a first hello', async () => {
    const browser = new FakeBrowser();
    const tabs = [browser.openTab('a'), browser.openTab('b')];
    await settle();
    browser.connect();
    expect(tabs.map((tab) => tab.resets)).toEqual([1, 1]);
    browser.stream().emit('reset', undefined, 100);
    expect(tabs.map((tab) => tab.resets)).toEqual([2, 2]);
    browser.stream().emit('payment', 'not json', 101);
    expect(tabs.map((tab) => tab.resets)).toEqual([3, 3]);
    browser.reach = 'unreachable';
    browser.stream().emit('error');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(browser.stream().after).toBe(101);
  }));

describe('the payments in view', () => {
  it('are sent for all visible tabs together, at most 60, and again every half minute', async () => {
    const browser = new FakeBrowser();
    const leader = browser.openTab('leader');
    const other = browser.openTab('other');
    const hidden = browser.openTab('hidden');
    hidden.visible = false;
    await settle();
    browser.connect();
    hidden.watchList.show(['unseen']);
    leader.watchList.show(['pay-1', 'pay-2']);
    other.watchList.show(['pay-2', 'pay-3']);
    expect(browser.told.at(-1)?.toSorted()).toEqual(['pay-1', 'pay-2', 'pay-3']);
    const told = browser.told.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(browser.told.length).toBe(told + 2);
    other.watchList.show(Array.from({ length: 80 }, (_, index) => `many-${String(index)}`));
    expect(browser.told.at(-1)).toHaveLength(60);
  });

  it('are not sent while nothing is shown, and leave out what is shown no more', async () => {
    const browser = new FakeBrowser();
    const tab = browser.openTab('tab');
    await settle();
    browser.connect();
    const takeBack = tab.watchList.show(['pay-1']);
    expect(browser.told).toEqual([['pay-1']]);
    takeBack();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(browser.told).toEqual([['pay-1']]);
  });
});
