import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ApprovalCaller,
  type CallerHost,
  type CallKind,
  type WaitingPayment,
} from '../../../client/attention/approval-caller.ts';
import { notificationLog } from '../../../client/attention/notification-log.ts';

const START = Date.parse('2026-11-24T05:00:00.000Z');
const MINUTE_MS = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** One browser: what its desk answers, and which notifications were shown. */
let waiting: WaitingPayment[];
let calls: { kind: CallKind; payTokens: string[]; loud: boolean }[];
let stillWaiting: ReadonlySet<string>;
let open: boolean;
let reads: number;
let callers: ApprovalCaller[];

const payment = (payToken: string, part: Partial<WaitingPayment> = {}): WaitingPayment => ({
  payToken,
  amount: 12_000,
  expiresAt: iso(START + 15 * MINUTE_MS),
  approvedAt: iso(Date.now()),
  ...part,
});

function tab(staffId = 's1', part: Partial<CallerHost> = {}): ApprovalCaller {
  const caller = new ApprovalCaller(
    {
      now: () => Date.now(),
      read: () => {
        reads += 1;
        return Promise.resolve(waiting);
      },
      memory: notificationLog(staffId),
      isOpen: () => open,
      call: (kind, payments, loud) => {
        calls.push({ kind, payTokens: payments.map(({ payToken }) => payToken), loud });
      },
      onWaiting: (payTokens) => {
        stillWaiting = payTokens;
      },
      ...part,
    },
    Date.now(),
  );
  callers.push(caller);
  return caller;
}

async function look(caller: ApprovalCaller): Promise<void> {
  caller.look();
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  localStorage.clear();
  waiting = [];
  calls = [];
  stillWaiting = new Set();
  open = true;
  reads = 0;
  callers = [];
});
afterEach(() => {
  for (const caller of callers) caller.stop();
  vi.useRealTimers();
});

describe('a payment that starts to await approval', () => {
  it('notifies once, however often it is polled', async () => {
    const caller = tab();
    await look(caller);
    await vi.advanceTimersByTimeAsync(1000);
    waiting = [payment('p1')];
    await look(caller);
    await look(caller);
    expect(calls).toEqual([{ kind: 'fresh', payTokens: ['p1'], loud: true }]);
  });

  it('does not notify when it was there before anybody watched', async () => {
    waiting = [payment('old', { approvedAt: iso(START - MINUTE_MS) })];
    const caller = tab();
    await look(caller);
    waiting = [...waiting, payment('new')];
    await look(caller);
    expect(calls.map(({ payTokens }) => payTokens)).toEqual([['new']]);
  });

  it('notifies once for all that came together', async () => {
    const caller = tab();
    await look(caller);
    waiting = [payment('p1'), payment('p2')];
    await look(caller);
    expect(calls).toEqual([{ kind: 'fresh', payTokens: ['p1', 'p2'], loud: true }]);
  });
});

describe('three minutes before its expiry', () => {
  it('notifies once more, after checking that it still waits', async () => {
    const caller = tab();
    await look(caller);
    waiting = [payment('p1')];
    await look(caller);
    const before = reads;
    await vi.advanceTimersByTimeAsync(12 * MINUTE_MS - 1);
    expect(reads).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    await look(caller);
    expect(calls.map(({ kind }) => kind)).toEqual(['fresh', 'soon']);
  });

  it('does not notify for one that was approved meanwhile', async () => {
    const caller = tab();
    await look(caller);
    waiting = [payment('p1')];
    await look(caller);
    waiting = [];
    await vi.advanceTimersByTimeAsync(13 * MINUTE_MS);
    expect(calls.map(({ kind }) => kind)).toEqual(['fresh']);
    expect(stillWaiting.size).toBe(0);
  });

  it('says nothing about an adopted payment, whose expiry is unknown', async () => {
    const caller = tab();
    await look(caller);
    waiting = [payment('p1', { expiresAt: null })];
    await look(caller);
    const before = reads;
    await vi.advanceTimersByTimeAsync(120 * MINUTE_MS);
    expect(calls.map(({ kind }) => kind)).toEqual(['fresh']);
    expect(reads).toBe(before);
  });

  it('notifies also for one that was there before, and not once it has expired', async () => {
    const approvedAt = iso(START - MINUTE_MS);
    waiting = [
      payment('ends', { approvedAt, expiresAt: iso(START + 2 * MINUTE_MS) }),
      payment('over', { approvedAt, expiresAt: iso(START - 1) }),
    ];
    await look(tab());
    expect(calls).toEqual([{ kind: 'soon', payTokens: ['ends'], loud: true }]);
  });

  it('makes one sound for two notifications', async () => {
    const caller = tab();
    await look(caller);
    waiting = [payment('new'), payment('ends', { expiresAt: iso(START + MINUTE_MS) })];
    await look(caller);
    expect(calls).toEqual([
      { kind: 'fresh', payTokens: ['new'], loud: false },
      { kind: 'soon', payTokens: ['ends'], loud: true },
    ]);
  });
});

describe('a tab that takes the lead', () => {
  it('does not repeat the notifications of the previous one', async () => {
    const first = tab();
    const second = tab();
    await look(first);
    waiting = [payment('p1')];
    await look(first);
    first.stop();
    await look(second);
    expect(calls).toHaveLength(1);
  });

  it('notifies for what came in between', async () => {
    const first = tab();
    const second = tab();
    await look(first);
    first.stop();
    await vi.advanceTimersByTimeAsync(30 * MINUTE_MS);
    waiting = [payment('p1', { expiresAt: null })];
    await look(second);
    expect(calls).toEqual([{ kind: 'fresh', payTokens: ['p1'], loud: true }]);
  });

  it('remembers over a reload, but not overnight', async () => {
    const first = tab();
    await look(first);
    first.stop();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    waiting = [payment('during', { expiresAt: null })];
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    const reloaded = tab();
    await look(reloaded);
    expect(calls.map(({ payTokens }) => payTokens)).toEqual([['during']]);
    reloaded.stop();
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    waiting = [...waiting, payment('at night', { expiresAt: null })];
    await vi.advanceTimersByTimeAsync(600 * MINUTE_MS);
    await look(tab());
    expect(calls).toHaveLength(1);
  });

  it('does not know the notifications of another person', async () => {
    await look(tab('s2'));
    waiting = [payment('p1', { approvedAt: iso(START + 1000) })];
    await look(callers[0] ?? tab());
    await vi.advanceTimersByTimeAsync(2000);
    waiting = [...waiting, payment('p2')];
    await look(tab('s1'));
    expect(calls.map(({ payTokens }) => payTokens)).toEqual([['p1'], ['p2']]);
  });
});

describe('a locked screen', () =>
  it('shows no notification, and after unlocking those that are still new', async () => {
    const caller = tab();
    await look(caller);
    open = false;
    waiting = [payment('p1')];
    await look(caller);
    expect(calls).toEqual([]);
    open = true;
    await look(caller);
    expect(calls.map(({ payTokens }) => payTokens)).toEqual([['p1']]);
  }));

describe('a desk that does not answer', () =>
  it('is asked again with the next event, one request at a time', async () => {
    let answer: ((payments: WaitingPayment[]) => void) | null = null;
    let asked = 0;
    const caller = tab('s1', {
      read: () => {
        asked += 1;
        if (asked === 1) return Promise.reject(new Error('away'));
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    await look(caller);
    await look(caller);
    await look(caller);
    await look(caller);
    expect(asked).toBe(2);
    (answer as ((payments: WaitingPayment[]) => void) | null)?.([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(3);
    expect(calls).toEqual([]);
  }));
