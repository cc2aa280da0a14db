import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangeCollector, type QueryKeyPrefix } from '../../../client/live/change-collector.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function collect(answerMs = 0) {
  const asked: { at: number; key: string }[] = [];
  const from = performance.now();
  const collector = new ChangeCollector((keys: QueryKeyPrefix[]) => {
    for (const key of keys) asked.push({ at: performance.now() - from, key: key.join('/') });
    return new Promise((resolve) => setTimeout(resolve, answerMs));
  });
  const times = (key: string) => asked.filter((one) => one.key === key).map((one) => one.at);
  return { collector, asked, times };
}

describe('the change collector', () => {
  it('turns a burst into one request per query', async () => {
    const { collector, asked } = collect();
    for (let index = 0; index < 50; index += 1) {
      collector.add({ payTokens: ['pay-1'], operationIds: ['op-1'] });
    }
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked.map((one) => one.key).toSorted()).toEqual([
      'bulk-refunds',
      'counters',
      'operation/op-1',
      'operations',
      'overview',
      'payment/pay-1',
      'payments',
      'summary',
    ]);
  });

  it('refetches no list because somebody opened a refund form', async () => {
    const { collector, asked } = collect();
    collector.add({ payTokens: ['pay-1'], operationIds: [], leaseOnly: true });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked.map((one) => one.key)).toEqual(['payment/pay-1']);
  });

  it('refetches details after 250 ms and lists at most once a second', async () => {
    const { collector, times } = collect();
    for (let ms = 0; ms < 4_000; ms += 50) {
      collector.add({ payTokens: ['pay-1'], operationIds: [] });
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(2_000);
    const details = times('payment/pay-1');
    const lists = times('payments');
    expect(details[0]).toBe(250);
    expect(details.length).toBeGreaterThan(10);
    expect(lists.length).toBeLessThanOrEqual(6);
    for (const [index, at] of lists.slice(1).entries()) {
      expect(at - (lists[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
    }
  });

  it('never refetches while a response is pending, and loses no change', async () => {
    const { collector, times } = collect(3_000);
    for (let ms = 0; ms < 3_000; ms += 100) {
      collector.add({ payTokens: ['pay-1'], operationIds: [] });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(times('payment/pay-1')).toEqual([250]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(times('payment/pay-1')).toEqual([250, 3_500]);
  });

  it('refetches no operations where only a payment changed', async () => {
    const { collector, asked } = collect();
    collector.add({ payTokens: ['pay-1'], operationIds: [] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked.map((one) => one.key)).not.toContain('operations');
  });

  it('does nothing after it was stopped', async () => {
    const { collector, asked } = collect();
    collector.add({ payTokens: ['pay-1'], operationIds: [] });
    collector.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toEqual([]);
  });
});
