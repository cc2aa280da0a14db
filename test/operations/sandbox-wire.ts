/** The engine's bench with the sandbox's own rules and books as Toss, in this process. */
import type { Answer } from '../../server/sandbox/answer.ts';
import { v1Api } from '../../server/sandbox/merchant-api.ts';
import { refundInConsole } from '../../server/sandbox/rules/refund-payment.ts';
import { plantedPayment, plantHistory } from '../../server/sandbox/rules/plant-history.ts';
import { v2Api } from '../../server/sandbox/v2/merchant-api.ts';
import { openWorld, type World } from '../../server/sandbox/world.ts';
import type { Deps } from '../../server/deps.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openBench, type Bench, type Wire } from './engine-bench.ts';

const API_KEY = 'sk_test_changgu_1234';

export interface SandboxBench extends Bench {
  world: World;
  /** The engine with status reads by this version. */
  by(version: TossVersion): Deps;
  /** Reads a payment by this version. */
  read(version: TossVersion, payToken: string): ReturnType<typeof readStatus>;
  /** Adds payments in any state, with their history. @returns their payTokens */
  plant(...payments: Record<string, unknown>[]): string[];
  /** A refund in Toss's console. */
  refundElsewhere(payToken: string, amount: number): void;
}

const wireOf = ({ httpStatus, body }: Answer): Wire => ({ json: body, httpStatus });

export function openSandboxBench(): SandboxBench {
  const unhurried = createFakeClock('2026-05-01T00:00:00.000Z');
  const budget = createOutboundBudget({
    ...{ clock: unhurried, perSecond: 1_000_000, burst: 1_000_000_000, keptForMoney: 2 },
  });
  const bench = openBench({ budget });
  const world = openWorld({ file: ':memory:', now: () => bench.clock.nowMs() });
  for (const { call } of v1Api.calls) {
    bench.wire[call] = (body) =>
      wireOf(v1Api.answer(world, call, { ...body, apiKey: API_KEY }, {}, 'https://pay.example'));
  }
  for (const call of ['v2/status', 'v2/execute', 'v2/refunds'] as const) {
    bench.wire[call] = (body) =>
      wireOf(v2Api.answer(world, call, { ...body, apiKey: API_KEY }, {}, ''));
  }
  const by = (version: TossVersion): Deps => {
    const { toss } = bench.deps;
    const status: typeof toss.status = (asked, other = version) => toss.status(asked, other);
    return { ...bench.deps, toss: { ...toss, version, status } };
  };
  const { close } = bench;
  return Object.assign(bench, {
    ...{ world, by },
    read: (version: TossVersion, payToken: string) =>
      readStatus(by(version), { payToken }, { priority: 'money' }),
    plant: (...payments: Record<string, unknown>[]) =>
      plantHistory(
        world,
        payments.map((one) => plantedPayment.parse({ apiKey: API_KEY, ...one })),
      ).map(({ payToken }) => payToken),
    refundElsewhere: (payToken: string, amount: number) => {
      const payment = world.storage.findPayment(payToken);
      if (payment === undefined) throw new Error(`Toss has no payment ${payToken}`);
      refundInConsole(world, payment, amount, '콘솔 환불');
    },
    close: () => {
      world.storage.close();
      close();
    },
  });
}
