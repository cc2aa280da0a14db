import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createOutboundBudget,
  outboundPriorities,
  type OutboundPriority,
} from '../../server/toss/outbound-budget.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function budgetOf() {
  const clock = createFakeClock('2026-03-02T00:00:00.000Z');
  const budget = createOutboundBudget({ clock, perSecond: 10, burst: 20, keptForMoney: 2 });
  const startMs = clock.nowMs();
  const served: { priority: OutboundPriority; name: number; atMs: number }[] = [];
  const refusals: unknown[] = [];
  const ask = (priority: OutboundPriority, count = 1) => {
    for (let name = 0; name < count; name += 1) {
      budget.take(priority).then(
        () => served.push({ priority, name, atMs: clock.nowMs() - startMs }),
        (error: unknown) => refusals.push(error),
      );
    }
  };
  const times = (priority: OutboundPriority) =>
    served.filter((entry) => entry.priority === priority).map((entry) => entry.atMs);
  return { clock, budget, served, refusals, ask, times };
}

const nobody = Object.fromEntries(outboundPriorities.map((priority) => [priority, 0]));

describe('createOutboundBudget', () => {
  it('allows a burst of 20, then 10 a second', async () => {
    const { clock, budget, ask, times } = budgetOf();
    ask('money', 25);
    await clock.advance(0);
    expect(times('money')).toEqual(Array<number>(20).fill(0));
    expect(budget.waiting()).toEqual({ ...nobody, money: 5 });
    await clock.advance(1000);
    expect(times('money').slice(20)).toEqual([100, 200, 300, 400, 500]);
    expect(clock.pending()).toBe(0);
  });

  it('reserves a fifth for money, of the burst and of each second, whatever background asks for', async () => {
    const { clock, ask, times } = budgetOf();
    ask('background', 64);
    await clock.advance(0);
    expect(times('background')).toHaveLength(16);
    await clock.advance(5000);
    expect(times('background')).toHaveLength(16 + 40);
    ask('money', 4);
    await clock.advance(0);
    expect(times('money')).toEqual([5000, 5000, 5000, 5000]);
  });

  it('reserves two for money also when persons have used up the burst', async () => {
    const { clock, ask, times } = budgetOf();
    ask('person', 16);
    ask('storefront', 2);
    ask('background', 5);
    await clock.advance(0);
    expect(times('background')).toEqual([]);
    ask('money', 2);
    await clock.advance(0);
    expect(times('money')).toEqual([0, 0]);
    await clock.advance(1000);
    expect(times('background')).toEqual([300, 400, 500, 600, 700]);
  });

  it('serves money first, then persons, then background, each in its order', async () => {
    const { clock, served, ask } = budgetOf();
    ask('money', 20);
    await clock.advance(0);
    served.length = 0;
    ask('background', 2);
    ask('person', 2);
    ask('money', 2);
    await clock.advance(2000);
    expect(served.map(({ priority, name }) => `${priority} ${String(name)}`)).toEqual([
      'money 0',
      'money 1',
      'person 0',
      'person 1',
      'background 0',
      'background 1',
    ]);
  });

  it('does not let waiting background calls delay persons or money', async () => {
    const { clock, ask, times } = budgetOf();
    ask('background', 30);
    await clock.advance(150);
    ask('person');
    ask('money');
    await clock.advance(0);
    expect(times('person')).toEqual([150]);
    expect(times('money')).toEqual([150]);
  });

  const strangers = ['checkout', 'callback', 'lookup'] as const;

  it('gives calls caused by strangers a shared rate, in turns, and the rest to others', async () => {
    const { clock, ask, times } = budgetOf();
    ask('checkout', 12);
    await clock.advance(0);
    expect(times('checkout')).toHaveLength(6);
    // A flood of one kind delays another kind by its turn at most.
    ask('callback', 2);
    ask('lookup', 2);
    await clock.advance(2000);
    expect(times('callback')).toEqual([334, 1334]);
    expect(times('lookup')).toEqual([667, 1667]);
    expect(times('checkout').slice(6)).toEqual([1000, 2000]);
    ask('person');
    ask('money');
    await clock.advance(0);
    expect(times('person')).toEqual([2000]);
    expect(times('money')).toEqual([2000]);
  });

  it('refuses a call at once that would wait too long, and says that nothing was sent', async () => {
    const { clock, budget, refusals, ask, times } = budgetOf();
    ask('checkout', 6 + 10 + 3);
    await clock.advance(0);
    expect(times('checkout')).toHaveLength(6);
    expect(budget.waiting().checkout).toBe(10);
    expect(refusals).toHaveLength(3);
    expect(refusals[0]).toMatchObject({ code: 'toss-busy' });
    expect(budget.refused()).toEqual({ ...nobody, checkout: 3 });
    await clock.advance(5000);
    expect(times('checkout')).toHaveLength(16);
  });

  it('removes a caller that leaves from the queue: no call is spent on it', async () => {
    const { clock, budget, ask, times } = budgetOf();
    ask('money', 20);
    const leave = new AbortController();
    let served = false;
    void budget.take('money', leave.signal).then(() => (served = true));
    ask('money');
    await clock.advance(0);
    leave.abort();
    expect(budget.waiting().money).toBe(1);
    await clock.advance(1000);
    expect(served).toBe(false);
    expect(times('money').at(-1)).toBe(100);
  });

  /** Each asks for so many calls a second, for a minute. @returns how many each got */
  async function minuteOf(rates: Partial<Record<OutboundPriority, number>>) {
    const { clock, ask, times } = budgetOf();
    for (let second = 0; second < 60; second += 1) {
      for (const priority of outboundPriorities) ask(priority, rates[priority] ?? 0);
      await clock.advance(1000);
    }
    return (priority: OutboundPriority) => times(priority).length;
  }

  it('lets no class starve one below it, except for creating payments and money', async () => {
    const flood = { checkout: 50, callback: 20, lookup: 20, poll: 10, background: 20 };
    const ofShop = await minuteOf({ ...flood, storefront: 20, reading: 50 });
    expect(ofShop('storefront')).toBeGreaterThanOrEqual(360);
    expect(ofShop('reading')).toBeGreaterThanOrEqual(100);
    expect(ofShop('poll')).toBeGreaterThanOrEqual(60);
    for (const stranger of strangers) expect(ofShop(stranger)).toBeGreaterThanOrEqual(15);
    const readings = await minuteOf({ ...flood, reading: 50, person: 2, storefront: 2 });
    expect(readings('person')).toBe(120);
    expect(readings('storefront')).toBe(120);
    expect(readings('poll')).toBeGreaterThanOrEqual(60);
  });

  it.each(['money', 'storefront'] as const)(
    'keeps the poller running through a flood of persons and %s, and delays them by a tenth',
    async (priority) => {
      const had = await minuteOf({ [priority]: 20, person: 20, poll: 1 });
      expect(had('poll')).toBeGreaterThanOrEqual(59);
      expect(had('person') + had('money') + had('storefront')).toBeGreaterThanOrEqual(530);
    },
  );

  it('works on when the clock is set back or forward', async () => {
    const { clock, ask, times } = budgetOf();
    ask('money', 20);
    await clock.advance(0);
    clock.set('2026-03-01T00:00:00.000Z');
    ask('money');
    await clock.advance(1000);
    expect(times('money')).toHaveLength(21);
    clock.set('2027-01-01T00:00:00.000Z');
    ask('money', 30);
    await clock.advance(0);
    expect(times('money')).toHaveLength(41);
  });

  it('serves everybody, and in no time span more than the burst and the rate', async () => {
    const step = fc.tuple(fc.constantFrom(...outboundPriorities), fc.nat(12), fc.nat(700));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { clock, budget, served, ask } = budgetOf();
        let asked = 0;
        for (const [priority, count, waitMs] of steps) {
          ask(priority, count);
          asked += count;
          await clock.advance(waitMs);
        }
        await clock.advance(60_000);
        const refused = Object.values(budget.refused()).reduce((sum, count) => sum + count);
        expect(served.length + refused).toBe(asked);
        expect(budget.waiting()).toEqual(nobody);
        const within = (all: number[], burst: number, perMs: number) =>
          all.forEach((fromMs, first) =>
            all
              .slice(first)
              .forEach((toMs, index) =>
                expect(index + 1).toBeLessThanOrEqual(burst + (toMs - fromMs) * perMs + 1e-9),
              ),
          );
        within(
          served.map((entry) => entry.atMs),
          20,
          0.01,
        );
        const parts: [number, ...OutboundPriority[]][] = [
          [0.8, 'person'],
          [0.6, 'storefront'],
          [0.2, 'reading'],
          [0.3, ...strangers],
          [0.6, 'poll'],
          [0.8, 'background'],
        ];
        for (const [part, ...who] of parts) {
          const own = served.filter((entry) => who.includes(entry.priority));
          within(
            own.map((entry) => entry.atMs),
            20 * part,
            0.01 * part,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});
