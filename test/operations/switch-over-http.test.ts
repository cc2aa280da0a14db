/** A desk that restarts with the other version of status reads while refunds are open. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Payment } from '../../shared/payment.ts';
import {
  absentRefund,
  getOperation,
  getPayment,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await knowTwoManagers(desk);
});
afterAll(() => desk.close());

async function read(payToken: string): Promise<Payment> {
  const path = `/api/payments/${payToken}/refresh`;
  const answer = await desk.as('operator').call('POST', path);
  expect(answer.status).toBe(200);
  return answer.body.payment as Payment;
}

/** Reads it twice, farther apart than the settle time, after which a difference is told. */
async function readTwice(payToken: string): Promise<Payment> {
  await read(payToken);
  await sleep(800);
  return read(payToken);
}

it('keeps every refund, and neither counts nor sends one twice', async () => {
  const done = await knowPaid(desk);
  await putRefund(desk, done, 4000, { waitSeconds: 10 });
  await desk.sandbox.outsideRefund(done, 1000);
  const absent = await knowPaid(desk);
  const id = await absentRefund(desk, absent);
  const lost = await knowPaid(desk);

  await desk.restart({ TOSS_API_VERSION: 'v2' });
  const told = await readTwice(done);
  expect(told).toMatchObject({ refunded: 5000, drift: 'outside-refund', readFault: null });
  expect(told.tossView).toMatchObject({ refundableWon: 30_000 });
  expect(told.tossView?.transactions).toHaveLength(3);
  await read(absent);
  expect(await getOperation(desk, id)).toMatchObject({ state: 'absent' });
  const again = await desk.as('manager').call('POST', `/api/operations/${id}/send-again`);
  expect(again.status).toBeLessThan(300);
  await waitForState(desk, id, ['succeeded']);
  expect(await readTwice(absent)).toMatchObject({ refunded: 4000, drift: null });

  // Its answer is lost, and v1 does not tell its number.
  await desk.sandbox.fault({ call: 'v2/refunds', effect: 'after', fault: 'drop', payToken: lost });
  await desk.sandbox.options({ v1StatusServed: false });
  const answer = await putRefund(desk, lost, 2000);
  const lostId = String(answer.body.id);
  await waitForState(desk, lostId, ['succeeded']);
  expect((await getOperation(desk, lostId)).evidence).toMatchObject({ grade: 'amount-and-time' });
  await desk.sandbox.options({ v1StatusServed: true });

  await desk.restart({ TOSS_API_VERSION: 'v1' });
  for (const [payToken, refunded] of [
    [done, 5000],
    [absent, 4000],
    [lost, 2000],
  ] as const) {
    const drift = payToken === done ? 'outside-refund' : null;
    expect(await readTwice(payToken)).toMatchObject({ refunded, drift });
    // One that was refunded by v2 is read by v2 from then on.
    const isByV2 = payToken === lost;
    expect((await getPayment(desk, payToken)).tossView === null).toBe(!isByV2);
  }
  const refunds = (await desk.sandbox.books()).refunds.map(({ amount }) => amount);
  expect(refunds.toSorted((a, b) => a - b)).toEqual([1000, 2000, 4000, 4000]);
}, 120_000);
