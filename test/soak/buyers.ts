/** Buyers: payments that the desk creates at Toss, most of them paid at once. */
import type { Payment } from '../../shared/payment.ts';
import { inTime } from './in-time.ts';
import { ask, countOne, repeat, type Soak } from './soak.ts';

/** Enough payments for the pace, and few enough for each to be acted on often. */
const AT_HAND = 100;
const MOST_AT_ONCE = 6;
const EVERY_MS = 200;

/** Below the amounts that require a second factor. */
const LEAST_WON = 5000;
const MOST_WON = 95_000;

let lastOrder = 0;

function orderBody({ random }: Soak) {
  lastOrder += 1;
  const base = {
    orderNo: `soak-${process.pid.toString(36)}-${String(lastOrder)}`,
    productDesc: random.pick(['토스티셔츠', '원두 1 kg', '핸드드립 세트', 'Gift card']),
  };
  if (!random.oneIn(3)) return { ...base, amount: LEAST_WON + random.below(MOST_WON - LEAST_WON) };
  const parts = { taxable: 20_000, vat: 2000, taxFree: 7000, serviceFee: 1000 };
  return { ...base, amount: 30_000, parts };
}

async function buy(soak: Soak): Promise<void> {
  const { random, crew, sandbox, tills, tally, weather } = soak;
  const autoExecute = !random.oneIn(5);
  await weather.over('payments');
  // The callback causes a status read.
  await weather.over('status');
  const body = { ...orderBody(soak), autoExecute };
  const cookie = random.pick(crew.operators);
  const answer = await ask(soak, 'POST payment', cookie, ['POST', '/api/payments', body]);
  if (answer.status !== 201) return;
  const { payToken } = answer.body as Payment;
  countOne(tally.counts, 'payments');
  const leaves = random.oneIn(15);
  // Watched before the buyer pays, so that the result of the callback is noticed.
  tills.add(payToken, !leaves);
  if (!leaves) await inTime('a buyer who pays', sandbox.authenticate(payToken));
}

/** Until `over`: keeps as many payments available as the pace needs. */
export function keepBuying(soak: Soak, over: AbortSignal): Promise<void> {
  return repeat(EVERY_MS, over, async () => {
    const missing = Math.min(MOST_AT_ONCE, AT_HAND - soak.tills.size());
    await Promise.all(Array.from({ length: Math.max(0, missing) }, () => buy(soak)));
  });
}
