/** A manager refunds through accounts that they created, to stay below limits. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getPayment, knowPaid, knowTwoManagers } from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { PASSWORD } from '../support/password.ts';
import { callDesk, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const LIMIT_WON = 100_000;
const BELOW_WON = LIMIT_WON - 1000;

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

/** Invites an operator and opens the link oneself. @returns the session cookie of that account */
async function puppet(): Promise<string> {
  const email = `${randomUUID()}@changgu.test`;
  const invitation = { email, name: '꼭두각시', role: 'operator' };
  const { body } = await desk.as('manager').call('POST', '/api/staff', invitation);
  const token = new URL(String(body.link)).searchParams.get('token');
  await desk.fetch('/api/auth/password-link', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url },
    body: JSON.stringify({ token, password: PASSWORD }),
  });
  return signIn(desk.url, email);
}

/** Requests a refund; as the manager where no cookie is given. */
async function refund(payToken: string, amount: number, cookie?: string) {
  const { refunded: seenRefunded } = await getPayment(desk, payToken);
  const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
  const body = { kind: 'refund', amount, reason: '단순 변심', seenRefunded };
  const waits = { prefer: 'wait=15' };
  const answer =
    cookie === undefined
      ? await desk.as('manager').call('PUT', path, body, waits)
      : await callDesk(desk.url, cookie, ['PUT', path, body, waits]);
  return answer.body;
}

const noLimits = { approvalFromWon: null, personDayWon: { operator: null, manager: null } };
beforeEach(() => changeSettings(desk, noLimits));

describe('accounts that a manager made', () => {
  it('share one ceiling for a day', async () => {
    await changeSettings(desk, { personDayWon: { operator: 5000, manager: null } });
    const [first, second] = [await puppet(), await puppet()];
    expect((await refund(await knowPaid(desk), 3000, first)).state).toBe('succeeded');
    const ceiling = { scope: 'person', ceilingWon: 5000 };
    const answer = await refund(await knowPaid(desk), 3000, second);
    expect(answer).toMatchObject({ code: 'over-ceiling', ceiling });
    const me = await callDesk(desk.url, second, ['GET', '/api/me']);
    expect(me.body.rules.dayCeiling.usedWon).toBe(answer.ceiling.usedWon);
  });

  it('do not pass the limit for approval on one payment', async () => {
    await changeSettings(desk, { approvalFromWon: LIMIT_WON });
    const payToken = await knowPaid(desk, { amount: 300_000 });
    expect((await refund(payToken, BELOW_WON)).state).toBe('succeeded');
    expect((await refund(payToken, BELOW_WON, await puppet())).state).toBe('proposed');
  });
});
