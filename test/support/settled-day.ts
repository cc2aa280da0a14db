/** A day of trades at the sandbox whose payout is over, whatever the day of the test is. */
import { DAY_MS, isoToKst } from '../../shared/kst.ts';
import type { sandboxHelpers } from './start-sandbox.ts';

const seoulDay = (ms: number) => isoToKst(new Date(ms).toISOString()).slice(0, 10);

const noonMs = (day: string) => Date.parse(`${day}T12:00:00+09:00`);
/** At noon in Seoul it is the same day everywhere that counts here. */
const isWeekend = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay());

export const TRADE_DAY = seoulDay(Date.now() - 6 * DAY_MS);

/** The first business day after the trades. */
function payoutDay(): string {
  let ms = noonMs(TRADE_DAY) + DAY_MS;
  while (isWeekend(ms)) ms += DAY_MS;
  return seoulDay(ms);
}
export const PAYOUT_DAY = payoutDay();

/**
 * Two payments at 2.4 %, of which the second was refunded in part: 51,601 won are paid out.
 * @returns their tokens
 */
export async function makeTrades(toss: ReturnType<typeof sandboxHelpers>): Promise<string[]> {
  await toss.options({
    settlement: 'live',
    feeRates: [{ from: '20160101', tossMoneyBp: 240, cardBp: 240 }],
    feeBack: 'proportional',
  });
  const at = (time: string) => `${TRADE_DAY}T${time}+09:00`;
  const made = await toss.history(
    {
      ...{ orderNo: 'settled-1', amount: 47_000, payMethod: 'TOSS_MONEY', productDesc: '의자' },
      ...{ state: 'PAY_COMPLETE', createdAt: at('11:00:00'), completedAt: at('11:01:00') },
    },
    {
      ...{ orderNo: 'settled-2', amount: 10_000, payMethod: 'TOSS_MONEY', productDesc: '수세미' },
      ...{ state: 'REFUND_SUCCESS', createdAt: at('12:00:00'), completedAt: at('12:01:00') },
      refunds: [{ amount: 4000, at: at('13:00:00') }],
    },
  );
  return made.map(({ payToken }) => payToken);
}
