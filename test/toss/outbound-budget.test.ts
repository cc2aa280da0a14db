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
  it('lets a burst of 20 through, then 10 a second', async () => {
    const { clock, budget, ask, times } = budgetOf();
    ask('person', 25);
    await clock.advance(0);
    expect(times('person')).toEqual(Array<number>(20).fill(0));
    expect(budget.waiting()).toEqual({ ...nobody, person: 5 });
    await clock.advance(1000);
    expect(times('person').slice(20)).toEqual([100, 200, 300, 400, 500]);
    expect(clock.pending()).toBe(0);
  });

  it('leaves two of the burst and two a second to money, whatever background asks for', async () => {
    const { clock, ask, times } = budgetOf();
    ask('background', 80);
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

  it('gives what strangers cause a small rate of its own, and the rest to the others', async () => {
    const { clock, ask, times } = budgetOf();
    const strangers = ['checkout', 'callback', 'lookup'] as const;
    for (const priority of strangers) ask(priority, 14);
    ask('poll', 60);
    await clock.advance(0);
    for (const priority of strangers) expect(times(priority)).toHaveLength(4);
    // Of 20 at once, 12 went to strangers and two are kept for money.
    expect(times('poll')).toHaveLength(6);
    ask('person');
    await clock.advance(0);
    expect(times('person')).toEqual([0]);
    await clock.advance(3000);
    for (const priority of strangers) expect(times(priority).length).toBeLessThanOrEqual(10);
    expect(times('poll').length).toBeGreaterThanOrEqual(6 + 3);
    ask('money');
    await clock.advance(0);
    expect(times('money')).toEqual([3000]);
  });

  it('turns away at once whoever would wait too long, and says that nothing was sent', async () => {
    const { clock, budget, refusals, ask, times } = budgetOf();
    ask('checkout', 4 + 10 + 3);
    await clock.advance(0);
    expect(times('checkout')).toHaveLength(4);
    expect(budget.waiting().checkout).toBe(10);
    expect(refusals).toHaveLength(3);
    expect(refusals[0]).toMatchObject({ code: 'toss-busy' });
    expect(budget.refused()).toEqual({ ...nobody, checkout: 3 });
    await clock.advance(5000);
    expect(times('checkout')).toHaveLength(14);
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
        const refused = Object.values(budget.refused()).reduce((sum, count) => sum + count);
        expect(served.length + refused).toBe(asked);
        expect(budget.waiting()).toEqual(nobody);
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
        within(times('poll'), 12, 0.006);
        for (const priority of ['checkout', 'callback', 'lookup'] as const) {
          within(times(priority), 4, 0.002);
        }
      }),
      { numRuns: 40 },
    );
  });
});
