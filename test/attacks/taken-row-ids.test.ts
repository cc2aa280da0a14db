/** Somebody requests a refund under the id that a row of a bulk run is going to use. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act, draftOf, getRun, waitForRun } from '../bulk-refunds/bulk-acts.ts';
import { getPayment, knowPaid, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.close();
});

it('takes none of it: the run refunds its own payment', async () => {
  const [mine, other] = [
    await knowPaid(desk, { amount: 10_000 }),
    await knowPaid(desk, { amount: 20_000 }),
  ];
  const { run, rows } = await draftOf(desk, [{ payToken: mine, amount: 9000 }], { who: 'maker' });
  const taken = await putRefund(desk, other, 100, { id: rows[0]?.operationId ?? '' });
  expect(taken.body).toMatchObject({ code: 'operation-id-reused', effect: 'not-applied' });

  const started = await act(desk, run.id, 'start', { totalWon: 9000 }, { who: 'maker' });
  expect(started.status, JSON.stringify(started.body)).toBe(200);
  await waitForRun(desk, run.id, ['done']);
  expect((await getRun(desk, run.id)).run.tally).toMatchObject({
    succeeded: 1,
    succeededWon: 9000,
  });
  const refunded = async (payToken: string) => (await getPayment(desk, payToken)).refunded;
  expect([await refunded(mine), await refunded(other)]).toEqual([9000, 0]);
});
