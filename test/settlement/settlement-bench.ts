/** The importer over the sandbox's own settlement, in this process; the shop is closed at first. */
import { importDay, type Asked } from '../../server/settlement/import-day.ts';
import { prepare } from '../../server/storage/statement.ts';
import { settlementApi } from '../../server/sandbox/settlement/settlement-page.ts';
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import { plantedLine } from '../../server/sandbox/settlement/planted-line.ts';
import { openSandboxBench, type SandboxBench } from '../operations/sandbox-wire.ts';

const API_KEY = 'sk_test_changgu_1234';

export interface SettlementBench extends SandboxBench {
  options(options: Partial<SandboxOptions>): void;
  /** A paid payment of the 4th of May 2026, a Monday, that the desk knows. */
  paid(fields?: Record<string, unknown>, ...refunds: Record<string, unknown>[]): Promise<string>;
  /** The same, which the desk has not heard of. */
  paidUnknown(fields?: Record<string, unknown>, ...refunds: Record<string, unknown>[]): string;
  /** Sets the time of the desk and of Toss: Seoul time of a day in May 2026. */
  at(day: number, time: string): void;
  plantLine(line: Record<string, unknown>): void;
  import(dateType: Asked['dateType'], day: number): ReturnType<typeof importDay>;
  /** Columns of the newest lines. */
  lines(columns?: string): Record<string, unknown>[];
  rows(sql: string): Record<string, unknown>[];
}

export const may = (day: number) => `2026-05-${String(day).padStart(2, '0')}`;
export const inMay = (day: number, time = '12:00:00') => `${may(day)}T${time}+09:00`;

export function openSettlementBench(mode: 'test' | 'live' = 'test'): SettlementBench {
  const bench = openSandboxBench();
  const { world, deps } = bench;
  let lastOrder = 0;
  bench.wire['v2/settlement-details'] = (body) => {
    const fields = { ...body, apiKey: API_KEY, includeSettleDateTime: 'true' };
    const { httpStatus, body: json } = settlementApi.answer(
      world,
      'v2/settlement-details',
      fields,
      {},
      '',
    );
    return { json, httpStatus };
  };
  world.setOptions({ settlement: 'live' });
  const paidUnknown: SettlementBench['paidUnknown'] = (fields = {}, ...refunds) => {
    lastOrder += 1;
    const [payToken = ''] = bench.plant({
      orderNo: `settled-${String(lastOrder)}`,
      amount: 10_000,
      payMethod: 'TOSS_MONEY',
      createdAt: inMay(4, '11:59:00'),
      completedAt: inMay(4),
      state: refunds.length > 0 ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
      ...(refunds.length > 0 && { refunds }),
      ...fields,
    });
    return payToken;
  };
  const rows = (sql: string) => deps.storage.read(prepare(sql).all()) as Record<string, unknown>[];
  return Object.assign(bench, {
    options: (options: Partial<SandboxOptions>) => void world.setOptions(options),
    paidUnknown,
    paid: async (...given: Parameters<typeof paidUnknown>) => {
      const payToken = paidUnknown(...given);
      await bench.read('v1', payToken);
      return payToken;
    },
    at: (day: number, time: string) => bench.clock.set(new Date(inMay(day, time)).toISOString()),
    plantLine: (line: Record<string, unknown>) =>
      world.storage.plantSettlementLine(API_KEY, plantedLine.parse(line)),
    import: (dateType: Asked['dateType'], day: number) =>
      importDay({ deps, mode, isStopped: () => false }, { dateType, day: may(day) }),
    lines: (columns = 'type, amount, state') =>
      rows(`SELECT ${columns} FROM settlement_line WHERE is_newest = 1 ORDER BY id`),
    rows,
  });
}
