/** A real desk over HTTP against a real sandbox: refunds in rare situations. */
import { randomUUID } from 'node:crypto';
import { openConnection } from '../../../server/storage/connection.ts';
import {
  absentRefund,
  adopt,
  callsAbout,
  knowPaid,
  knowStandby,
  putOperation,
  putRefund,
  waitForState,
} from '../../support/desk-acts.ts';
import type { RunningDesk } from '../../support/start-desk.ts';
import { differs, type DrillCase } from '../drill.ts';
import { pause, withDesk } from './desk-for-drill.ts';

const PAID_WON = 35_000;
/** A day, and the time that the requests take. */
const OVER_A_DAY_MS = 25 * 3_600_000;
/** Much longer than the settle time of a desk under test. */
const SETTLED_MS = 2500;

async function newAbsentRefund(desk: RunningDesk) {
  const payToken = await knowPaid(desk, { amount: PAID_WON });
  return { id: await absentRefund(desk, payToken), payToken };
}

async function givenUpRefund(desk: RunningDesk) {
  const refund = await newAbsentRefund(desk);
  const answer = await desk.as('manager').call('POST', `/api/operations/${refund.id}/give-up`);
  if (answer.status !== 200) throw new Error(`give-up: ${JSON.stringify(answer.body)}`);
  return refund;
}

const overRemaining = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const { payToken } = await desk.sandbox.createPaid({ amount: PAID_WON });
    await desk.sandbox.outsideRefund(payToken, 1000);
    await adopt(desk, payToken);
    const { body } = await putRefund(desk, payToken, PAID_WON, { seenRefunded: 1000 });
    return differs({ code: body.code }, { code: 'over-remaining' });
  });

const reserved = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const { payToken } = await givenUpRefund(desk);
    const { body } = await putRefund(desk, payToken, PAID_WON);
    return differs({ code: body.code }, { code: 'over-remaining' });
  });

/** Toss has settled with the shop meanwhile: nothing can be refunded any more. */
const settledMeanwhile = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const { id, payToken } = await newAbsentRefund(desk);
    await desk.sandbox.settle(payToken);
    const { body } = await desk.as('manager').call('POST', `/api/operations/${id}/send-again`);
    await pause(200);
    const calls = (await callsAbout(desk, 'refunds', payToken)).length;
    return differs({ code: body.code, calls }, { code: 'stale-view', calls: 1 });
  });

/** The bank refunds after its maintenance, and no read shows it until then. */
const maintenance = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const payToken = await knowPaid(desk, { amount: PAID_WON });
    await desk.sandbox.fault({
      call: 'refunds',
      fault: 'errorCode',
      errorCode: 'REFUND_PENDING_SUCCESS',
      effect: 'before',
      payToken,
    });
    const id = randomUUID();
    await putRefund(desk, payToken, 4000, { id });
    await waitForState(desk, id, ['pending']);
    await pause(SETTLED_MS);
    const [row] = desk.read<{ state: string }>('SELECT state FROM operation WHERE id = ?', id);
    return differs({ state: row?.state }, { state: 'pending' });
  });

/** Moves its times into the past. */
function plantPast(desk: RunningDesk, id: string): void {
  const connection = openConnection(desk.database);
  try {
    const past = new Date(Date.now() - OVER_A_DAY_MS).toISOString();
    connection.prepare('UPDATE operation SET sent_at = ? WHERE id = ?').run(past, id);
  } finally {
    connection.close();
  }
}

/** While Toss says that a refund is running, it may be this one. */
const besideProgress = (): Promise<string | null> =>
  withDesk({}, async (desk) => {
    const { id, payToken } = await givenUpRefund(desk);
    await desk.sandbox.options({ refundProgressMs: 60_000 });
    const other = randomUUID();
    await putRefund(desk, payToken, 1000, { id: other });
    await waitForState(desk, other, ['pending']);
    plantPast(desk, id);
    const path = `/api/operations/${id}/release`;
    const body = { evidence: '콘솔에서 확인했습니다' };
    const answer = await desk.as('manager').call('POST', path, body);
    return differs({ code: answer.body.code }, { code: 'stale-view' });
  });

/** The call is delivered twice, the second answer is received, and reads lag. */
const doubledCancel = (): Promise<string | null> =>
  withDesk({ env: { SETTLE_MS: '20000' } }, async (desk) => {
    const payToken = await knowStandby(desk);
    await desk.sandbox.fault({
      call: 'cancel',
      fault: 'lag',
      effect: 'after',
      ms: 2000,
      payToken,
    });
    await desk.sandbox.call('cancel', { payToken, reason: '고객 변심' });
    const id = randomUUID();
    const body = { kind: 'cancel', reason: '고객 변심', seenStatus: 'PAY_STANDBY' };
    await putOperation(desk, payToken, body, { id });
    const state = await waitForState(desk, id, ['succeeded', 'failed', 'declined']);
    return differs({ state }, { state: 'succeeded' });
  });

export const refundCases: readonly DrillCase[] = [
  {
    name: 'over-remaining',
    promise: 'no more is asked for than is left',
    broken: overRemaining,
  },
  {
    name: 'reserved',
    promise: 'what was given up without proof keeps its money',
    broken: reserved,
  },
  {
    name: 'settled',
    promise: 'nothing is sent again that Toss forbids by now',
    broken: settledMeanwhile,
  },
  {
    name: 'maintenance',
    promise: 'what waits for the bank is never absent',
    broken: maintenance,
  },
  {
    name: 'beside-progress',
    promise: 'nothing is released beside a refund that is running',
    broken: besideProgress,
  },
  {
    name: 'doubled-cancel',
    promise: 'a refusal to cancel is not believed beside a waiting status',
    broken: doubledCancel,
  },
];
