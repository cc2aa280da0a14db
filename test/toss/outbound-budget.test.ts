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
  const ask = (priority: OutboundPriority, count = 1) => {
    for (let name = 0; name < count; name += 1) {
      void budget.take(priority).then(() => {
        served.push({ priority, name, atMs: clock.nowMs() - startMs });
      });
    }
  };
  const times = (priority: OutboundPriority) =>
    served.filter((entry) => entry.priority === priority).map((entry) => entry.atMs);
  return { clock, budget, served, ask, times };
}

describe('createOutboundBudget', () => {
  it('lets a burst of 20 through, then 10 a second', async () => {
    const { clock, budget, ask, times } = budgetOf();
    ask('person', 25);
    await clock.advance(0);
    expect(times('person')).toEqual(Array<number>(20).fill(0));
    expect(budget.waiting()).toEqual({ money: 0, person: 5, background: 0 });
    await clock.advance(1000);
    expect(times('person').slice(20)).toEqual([100, 200, 300, 400, 500]);
    expect(clock.pending()).toBe(0);
  });

  it('leaves two of the burst and two a second to money, whatever background asks for', async () => {
    const { clock, ask, times } = budgetOf();
    ask('background', 100);
    await clock.advance(0);
    expect(times('background')).toHaveLength(18);
    ask('money', 2);
    await clock.advance(0);
    expect(times('money')).toEqual([0, 0]);
    await clock.advance(5000);
    // 18 at once, then 8 a second, less what the two of money have to be saved up again for.
    expect(times('background').length).toBeGreaterThanOrEqual(18 + 38);
    expect(times('background').length).toBeLessThanOrEqual(18 + 40);
  });

  it('leaves two to money also when persons have used up the burst', async () => {
    const { clock, ask, times } = budgetOf();
    ask('person', 18);
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
    ask('person', 20);
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

  it('does not let waiting background hold up a person or money', async () => {
    const { clock, ask, times } = budgetOf();
    ask('background', 30);
    await clock.advance(150);
    ask('person');
    ask('money');
    await clock.advance(0);
    expect(times('person')).toEqual([150]);
    expect(times('money')).toEqual([150]);
  });

  it('survives a clock that is set back or forth', async () => {
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

  it('serves everybody, and in no span more than the burst and the rate', async () => {
    const step = fc.tuple(fc.constantFrom(...outboundPriorities), fc.nat(12), fc.nat(700));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { clock, budget, served, ask, times } = budgetOf();
        let asked = 0;
        for (const [priority, count, waitMs] of steps) {
          ask(priority, count);
          asked += count;
          await clock.advance(waitMs);
        }
        await clock.advance(60_000);
        expect(served).toHaveLength(asked);
        expect(budget.waiting()).toEqual({ money: 0, person: 0, background: 0 });
        const within = (all: number[], burst: number, perMs: number) => {
          all.forEach((fromMs, first) => {
            all.slice(first).forEach((toMs, index) => {
              expect(index + 1).toBeLessThanOrEqual(burst + (toMs - fromMs) * perMs + 1e-9);
            });
          });
        };
        within(
          served.map((entry) => entry.atMs),
          20,
          0.01,
        );
        within(times('background'), 18, 0.008);
      }),
      { numRuns: 40 },
    );
  });
});
