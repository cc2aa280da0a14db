/** Random options, random calls of both versions: what must hold under every reading. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { DEFAULT_OPTIONS, optionsBody } from '../../../server/sandbox/options.ts';
import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

const ROUNDS = 60;
const ACTS = 14;

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());

let seed = 20_261_130;
function draw(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return Math.floor((seed / 0x8000_0000) * below);
}
const pick = <Item>(items: readonly Item[]): Item => items[draw(items.length)]!;

/** What an option may be: every word, both flags, and some numbers that its schema takes. */
function valuesOf(schema: z.ZodType): unknown[] {
  const numbers = [0, 1, 2, 3, 7, 14, 15, 99, 300, 5000];
  const tried = [true, false, ...numbers, ...(schema instanceof z.ZodEnum ? schema.options : [])];
  return tried.filter((value) => schema.safeParse(value).success);
}

/** These decide what may be counted on, or would end the round. */
const KEPT = ['feeRates', 'dailyRefundLimitWon', 'dailyRefundLimitRule', 'shopBalanceWon'];

function drawOptions(): Record<string, unknown> {
  const names = Object.keys(optionsBody.shape).filter((name) => !KEPT.includes(name));
  const drawn = names.map((name) => {
    const schema = optionsBody.shape[name as keyof typeof optionsBody.shape].unwrap();
    const values = valuesOf(schema as z.ZodType);
    expect(values.length, name).toBeGreaterThan(1);
    return [name, draw(3) === 0 ? pick(values) : DEFAULT_OPTIONS[name as 'mode']];
  });
  return {
    ...Object.fromEntries(drawn),
    dailyRefundLimitWon: 1_000_000_000,
    // Long enough that nothing ends while the books are looked at.
    refundProgressMs: pick([0, 0, 60_000]),
    chargeProgressMs: pick([0, 0, 60_000]),
  };
}

type Made = { payToken: string; amount: number };

async function make(): Promise<Made | undefined> {
  const amount = 1000 + draw(90_000);
  const fields = { amount, autoExecute: draw(2) === 0, callbackVersion: pick(['V1', 'V2']) };
  const { payToken } = await pick([toss.create, toss.createV2])(fields);
  const choice = draw(2) === 0 ? {} : { discountWon: draw(400), pointsWon: draw(400) };
  try {
    await toss.authenticate(payToken, pick(['TOSS_MONEY', 'CARD']), pick(['삼성', '국민']), choice);
  } catch {
    return undefined;
  }
  await pick([toss.call, toss.callV2])('execute', { payToken });
  return { payToken, amount };
}

async function refundSomehow({ payToken, amount }: Made, numbers: string[]): Promise<void> {
  const fields = {
    payToken,
    refundNo: draw(3) === 0 && numbers.length > 0 ? pick(numbers) : `any-${String(draw(1e9))}`,
    ...(draw(4) > 0 && { amount: 1 + draw(amount), amountTaxFree: 0 }),
    reason: pick(['', '파손', '단순 변심']),
  };
  numbers.push(fields.refundNo);
  const call = pick([toss.call, toss.callV2]);
  const times = 1 + draw(2);
  for (let time = 0; time < times; time += 1) {
    const { httpStatus, body } = await call('refunds', fields);
    expect([200, 400]).toContain(httpStatus);
    expect([0, -1]).toContain(body['code']);
  }
}

async function expectBooks(made: readonly Made[]): Promise<void> {
  const { refunds } = await toss.books();
  for (const { payToken, amount } of made) {
    const raw = (await toss.payment(payToken)) as {
      status: string;
      refunds: { state: string; amount: number }[];
    };
    const done = refunds.filter((line) => line.payToken === payToken);
    const doneWon = done.reduce((sum, line) => sum + line.amount, 0);
    const open = raw.refunds.filter(({ state }) => state === 'open');
    const openWon = open.reduce((sum, line) => sum + line.amount, 0);
    expect(doneWon + openWon).toBeLessThanOrEqual(amount);
    const partsWon = done.flatMap(({ parts }) => Object.values(parts)).reduce((a, b) => a + b, 0);
    expect(partsWon).toBe(doneWon);
    const status = await toss.statusV2(payToken);
    const lines = status['transactions'] as Record<string, number>[];
    if (!('refundableAmount' in status) || lines.length === 0) continue;
    expect(status['refundableAmount']).toBe(amount - doneWon - openWon);
    expect(lines.filter((line) => (line['stepType'] as unknown) === 'REFUND').length).toBeOneOf([
      done.length,
      done.length + open.length,
    ]);
    for (const line of lines) {
      expect(Number(line['paidAmount']) + Number(line['discountedAmount'])).toBe(
        line['transactionAmount'],
      );
    }
  }
}

it('never refunds more than was paid, and tells what the books have', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await toss.options(drawOptions());
    const made: Made[] = [];
    const numbers: string[] = [];
    for (let act = 0; act < ACTS; act += 1) {
      if (made.length === 0 || draw(5) === 0) {
        const payment = await make();
        if (payment) made.push(payment);
      } else if (draw(6) === 0) {
        await toss.advance(60_000);
      } else {
        await refundSomehow(pick(made), numbers);
      }
    }
    await expectBooks(made);
  }
});
