/**
 * Refunds that a service token asks for, over HTTP: what it may ask, its ceilings, its cautions,
 * and everything by which its maker could get more out of it than the maker may do alone.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../shared/operation.ts';
import type { Role } from '../../shared/permissions.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import {
  bookedRefunds,
  getOperation,
  knowPaid,
  knowApproved,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { PASSWORD } from '../support/password.ts';
import { atCommandLine, setDisabled, withAccounts } from '../support/staff-accounts.ts';
import { callDesk, signIn, startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ env: { TOKEN_REFUNDS: '1' } });
  for (const name of ['first', 'second']) await desk.as('manager', name).call('GET', '/api/me');
});
afterAll(async () => {
  await desk.close();
});

const noLimits: Partial<ShopSettings> = {
  personDayWon: { operator: null, manager: null },
  shopDayWon: null,
  approvalFromWon: null,
  stepUpFromWon: null,
  graceSeconds: { operator: 0, manager: 0 },
};
const limit = (change: Partial<ShopSettings>) => changeSettings(desk, { ...noLimits, ...change });
beforeEach(() => limit({}));

const PLENTY = 100_000_000;
let count = 0;
const emailOf = (name: string, role: Role) => `${name}-${role}@changgu.test`;

interface Made {
  id: string;
  text: string;
}

/** Lets a manager make a token; each gets a name of its own. */
async function tokenOf(
  maker: string,
  dayCeilingWon = PLENTY,
  scopes: readonly string[] = ['refund'],
): Promise<Made> {
  count += 1;
  const body = { name: `shop ${String(count)}`, scopes, dayCeilingWon };
  const made = await desk.as('manager', maker).call('POST', '/api/tokens', body);
  expect([made.status, made.body.token?.dayCeilingWon]).toEqual([201, dayCeilingWon]);
  return { id: made.body.token.id as string, text: made.body.text as string };
}

/** A call with a token, which has neither a cookie nor an Origin. */
async function byToken(text: string, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${text}` };
  return callDesk(desk.url, '', [method, path, body, { ...headers, origin: '' }]);
}

/** Writes to the file beside the running desk. */
function write(sql: string, id: string): void {
  try {
    desk.db.run(sql, id);
  } finally {
  }
}

const pathOf = (payToken: string, id: string) => `/api/payments/${payToken}/operations/${id}`;
const refundOf = (amount: number, more: object = {}) => ({
  ...{ kind: 'refund', amount, reason: '단순 변심', seenRefunded: 0 },
  ...more,
});

function refund(
  { text }: Made,
  payToken: string,
  amount: number,
  { id = randomUUID(), ...more }: Record<string, unknown> & { id?: string } = {},
) {
  return byToken(text, 'PUT', pathOf(payToken, id), refundOf(amount, more));
}

const approve = async (name: string, id: string) => {
  const { bodyHash } = await getOperation(desk, id);
  return desk.as('manager', name).call('POST', `/api/operations/${id}/approve`, { bodyHash });
};
const change = (email: string, wish: { role?: Role; dayCeilingWon?: number | null }) =>
  withAccounts(desk.database, ({ storage, accounts, changes }) =>
    changes.change(atCommandLine, storage.read(accounts.findByEmail(email))?.id ?? '', wish),
  );

describe('a token with the scope refund', () => {
  it('refunds under its own name, which the history and the audit log have', async () => {
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const asked = await refund(token, payToken, 4000, { id });
    expect(asked.status).toBe(202);
    const { requestedBy, tokenMaker } = asked.body as Operation;
    const [maker] = desk.read<{ id: string }>(
      'SELECT id FROM "user" WHERE email = ?',
      emailOf('first', 'manager'),
    );
    expect([requestedBy.id, tokenMaker]).toEqual([token.id, maker?.id]);
    await waitForState(desk, id, ['succeeded']);
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
    const rows = desk.read(
      'SELECT action, actor_type, actor_id, actor_name FROM audit WHERE operation_id = ?',
      id,
    );
    expect(rows[0]).toEqual({
      action: 'operation-requested',
      actor_type: 'token',
      actor_id: token.id,
      actor_name: requestedBy.name,
    });
    const detail = await desk.as('manager').call('GET', `/api/payments/${payToken}`);
    expect(detail.body.timeline).toContainEqual(
      expect.objectContaining({
        what: 'operation-requested',
        source: 'storefront',
        staff: { id: token.id, name: requestedBy.name },
      }),
    );
  });

  it('answers the same id with the same operation, and another body with 409', async () => {
    const token = await tokenOf('first');
    const other = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    const first = await refund(token, payToken, 1000, { id });
    await waitForState(desk, id, ['succeeded']);
    const again = await refund(token, payToken, 1000, { id, acceptCautions: ['far-above-usual'] });
    expect([first.status, again.status, again.body.id]).toEqual([202, 200, id]);
    expect(again.body.state).toBe('succeeded');
    const reused = { status: 409, body: { code: 'operation-id-reused' } };
    expect(await refund(token, payToken, 2000, { id })).toMatchObject(reused);
    // Neither another token nor a person learns anything about it by its id.
    const stranger = await refund(other, payToken, 1000, { id });
    expect(stranger).toMatchObject(reused);
    expect(stranger.body.operation).toBeUndefined();
    expect(await putRefund(desk, payToken, 1000, { id })).toMatchObject(reused);
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });

  it('neither executes, cancels, decides nor reads', async () => {
    const { text } = await tokenOf('first');
    const approved = await knowApproved(desk, { amount: 10_000 });
    const forbidden = { status: 403, body: { code: 'forbidden', effect: 'not-applied' } };
    const put = (body: object) => byToken(text, 'PUT', pathOf(approved, randomUUID()), body);
    expect(await put({ kind: 'execute', seenAmount: 10_000 })).toMatchObject(forbidden);
    const cancel = { kind: 'cancel', reason: '변심', seenStatus: 'PAY_APPROVED' };
    expect(await put(cancel)).toMatchObject(forbidden);
    for (const act of ['approve', 'decline', 'withdraw', 'send-again', 'resolve', 'release']) {
      const path = `/api/operations/${randomUUID()}/${act}`;
      expect((await byToken(text, 'POST', path, {})).status).toBe(403);
    }
    for (const path of [`/api/payments/${approved}`, '/api/payments', '/api/operations']) {
      expect(await byToken(text, 'GET', path)).toMatchObject(forbidden);
    }
  });

  it('is shown a payment in an error as a viewer sees it', async () => {
    const token = await tokenOf('first');
    const metadata = '{"phone":"010-1234-5678"}';
    const payToken = await knowPaid(desk, { amount: 10_000, metadata });
    const stale = await refund(token, payToken, 1000, { seenRefunded: 500 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale-view' } });
    expect(stale.body.payment.payToken).toBe(payToken);
    expect(JSON.stringify(stale.body)).not.toContain('1234');
  });

  it('asks for a refund only while the operator has switched that on', async () => {
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await desk.restart({ TOKEN_REFUNDS: '0' });
    try {
      const off = { status: 409, body: { code: 'token-refunds-off', effect: 'not-applied' } };
      expect(await refund(token, payToken, 1000)).toMatchObject(off);
      const body = { name: 'not now', scopes: ['refund'], dayCeilingWon: 1000 };
      expect(await desk.as('manager').call('POST', '/api/tokens', body)).toMatchObject(off);
      const list = await desk.as('manager').call('GET', '/api/tokens');
      expect(list.body.refunds).toBe(false);
    } finally {
      await desk.restart({ TOKEN_REFUNDS: '1' });
    }
    expect((await refund(token, payToken, 1000)).status).toBe(202);
  });

  it('is told the state of its refund, and has none sent, once that is off', async () => {
    await limit({ graceSeconds: { operator: 2, manager: 2 }, approvalFromWon: 5000 });
    const token = await tokenOf('first');
    const [done, waiting, proposed] = [randomUUID(), randomUUID(), randomUUID()];
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await refund(token, payToken, 1000, { id: done });
    await waitForState(desk, done, ['succeeded']);
    await refund(token, await knowPaid(desk, { amount: 10_000 }), 1000, { id: waiting });
    await refund(token, await knowPaid(desk, { amount: 10_000 }), 6000, { id: proposed });
    await desk.restart({ TOKEN_REFUNDS: '0' });
    try {
      const again = await refund(token, payToken, 1000, { id: done });
      expect([again.status, again.body.state]).toEqual([200, 'succeeded']);
      await waitForState(desk, waiting, ['declined']);
      expect((await getOperation(desk, waiting)).evidence?.cause).toBe('requester-barred');
      expect(await approve('second', proposed)).toMatchObject({
        status: 409,
        body: { code: 'requester-barred' },
      });
    } finally {
      await desk.restart({ TOKEN_REFUNDS: '1' });
    }
  });

  it.each([
    ['without a ceiling', { scopes: ['refund'] }],
    ['with a ceiling of nothing', { scopes: ['refund'], dayCeilingWon: 0 }],
    ['with a ceiling of something else', { scopes: ['create'], dayCeilingWon: 1000 }],
  ])('is not made %s', async (_, body) => {
    const answer = await desk.as('manager').call('POST', '/api/tokens', { name: 'x', ...body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe('/dayCeilingWon');
  });
});

describe('the ceilings of a token', () => {
  const over = (ceilingWon: number, usedWon: number) => ({
    status: 422,
    body: { code: 'over-ceiling', ceiling: { scope: 'person', ceilingWon, usedWon } },
  });

  it('hold when two calls race', async () => {
    const token = await tokenOf('first', 10_000);
    const payments = await Promise.all([1, 2, 3, 4].map(() => knowPaid(desk, { amount: 10_000 })));
    const codes = (amount: number) => ({ acceptCautions: ['far-above-usual'], amount });
    const answers = await Promise.all(
      payments.map((payToken) => refund(token, payToken, 4000, codes(4000))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 422, 422]);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused).toMatchObject(over(10_000, 8000));
  });

  it('of its maker hold too, for all of their tokens and their own refunds together', async () => {
    await desk.as('manager', 'capped').call('GET', '/api/me');
    await change(emailOf('capped', 'manager'), { dayCeilingWon: 10_000 });
    const one = await tokenOf('capped');
    const two = await tokenOf('capped');
    const payments = await Promise.all([1, 2, 3].map(() => knowPaid(desk, { amount: 10_000 })));
    const [a = '', b = '', c = ''] = payments;
    expect((await refund(one, a, 5000)).status).toBe(202);
    expect((await refund(two, b, 4000)).status).toBe(202);
    expect(await refund(two, c, 2000)).toMatchObject(over(10_000, 9000));
    const path = pathOf(c, randomUUID());
    const own = await desk.as('manager', 'capped').call('PUT', path, refundOf(2000));
    expect(own).toMatchObject(over(10_000, 9000));
    // Nobody else is limited by it.
    expect((await refund(await tokenOf('first'), c, 2000)).status).toBe(202);
  });

  it('count again when somebody approves', async () => {
    await limit({ approvalFromWon: 5000 });
    const token = await tokenOf('first', 9000);
    const a = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    expect((await refund(token, a, 6000, { id })).body.state).toBe('proposed');
    const other = await refund(token, await knowPaid(desk, { amount: 10_000 }), 4000);
    expect(other).toMatchObject(over(9000, 6000));
    expect((await approve('second', id)).status).toBe(202);
  });
});

describe('the rate of a token', () => {
  it('is 60 requests a minute, refused ones too, and not for people', async () => {
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const wrong = Array.from({ length: 60 }, () => refund(token, payToken, 20_000));
    expect(new Set((await Promise.all(wrong)).map(({ status }) => status))).toEqual(new Set([422]));
    const { status, body, headers } = await refund(token, payToken, 1000);
    expect([status, body.code, body.effect]).toEqual([429, 'too-many-requests', 'not-applied']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const id = randomUUID();
    expect((await refund(await tokenOf('first'), payToken, 1000, { id })).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
    expect((await putRefund(desk, payToken, 2000, { seenRefunded: 1000 })).status).toBe(202);
  });
});

describe('the limit for approval', () => {
  it('needs a person who is neither the maker nor an account that the maker opened', async () => {
    await limit({ approvalFromWon: 5000 });
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    expect((await refund(token, payToken, 6000, { id })).body.state).toBe('proposed');
    expect(await approve('first', id)).toMatchObject({
      status: 403,
      body: { code: 'second-person-needed' },
    });
    const puppet = { name: '새 관리자', email: 'puppet@changgu.test', role: 'manager' };
    const invited = await desk.as('manager').call('POST', '/api/staff', puppet);
    const link = new URL(String(invited.body.link)).searchParams.get('token');
    await desk.fetch('/api/auth/password-link', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: desk.url },
      body: JSON.stringify({ token: link, password: PASSWORD }),
    });
    const cookie = await signIn(desk.url, puppet.email);
    const { bodyHash } = await getOperation(desk, id);
    const path = `/api/operations/${id}/approve`;
    const byPuppet = await callDesk(desk.url, cookie, ['POST', path, { bodyHash }]);
    expect(byPuppet).toMatchObject({ status: 403, body: { code: 'approver-held' } });
    expect((await approve('second', id)).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
  });

  it('counts what its maker gave back on the same payment', async () => {
    await limit({ approvalFromWon: 5000 });
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const own = randomUUID();
    await desk.as('manager').call('PUT', pathOf(payToken, own), refundOf(3000));
    await waitForState(desk, own, ['succeeded']);
    const asked = await refund(token, payToken, 3000, {
      seenRefunded: 3000,
      acceptCautions: ['order-refunded-lately'],
    });
    expect([asked.status, asked.body.state]).toEqual([202, 'proposed']);
  });

  it('leaves declining to the maker: it moves no money', async () => {
    await limit({ approvalFromWon: 5000 });
    const token = await tokenOf('first');
    const id = randomUUID();
    await refund(token, await knowPaid(desk, { amount: 10_000 }), 6000, { id });
    const path = `/api/operations/${id}/decline`;
    const declined = await desk.as('manager').call('POST', path, { reason: '잘못 요청됨' });
    expect([declined.status, declined.body.state]).toEqual([200, 'declined']);
  });

  it('holds in the database too: no maker approves or ends an operation', async () => {
    await limit({ approvalFromWon: 5000 });
    const id = randomUUID();
    await refund(await tokenOf('first'), await knowPaid(desk, { amount: 10_000 }), 6000, { id });
    const approved = `UPDATE operation SET state = 'ready', cause = 'approved',
      approved_by = token_maker, approved_by_name = 'x', ready_at = state_since WHERE id = ?`;
    expect(() => write(approved, id)).toThrow('who made the token decides nothing');
    const renamed = "UPDATE operation SET token_maker = 'x' WHERE id = ?";
    expect(() => write(renamed, id)).toThrow('frozen column');
  });
});

describe('the cautions of a refund by a token', () => {
  it('are answered with their codes until the request accepts them', async () => {
    const token = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const first = randomUUID();
    await refund(token, payToken, 2000, { id: first });
    await waitForState(desk, first, ['succeeded']);
    const id = randomUUID();
    const twin = (more: object = {}) =>
      refund(token, payToken, 2000, { id, seenRefunded: 2000, ...more });
    const cautioned = await twin();
    expect(cautioned).toMatchObject({
      status: 409,
      body: {
        code: 'cautions-not-accepted',
        effect: 'not-applied',
        cautions: ['order-refunded-lately'],
      },
    });
    expect((await twin({ acceptCautions: ['far-above-usual'] })).status).toBe(409);
    expect(desk.read('SELECT 1 FROM operation WHERE id = ?', id)).toEqual([]);
    expect((await twin({ acceptCautions: ['order-refunded-lately'] })).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
  });

  it('refuse nothing that a person asks for: the form has shown them', async () => {
    const payToken = await knowPaid(desk, { amount: 10_000 });
    const id = randomUUID();
    await putRefund(desk, payToken, 2000, { id });
    await waitForState(desk, id, ['succeeded']);
    expect((await putRefund(desk, payToken, 2000, { seenRefunded: 2000 })).status).toBe(202);
  });
});

describe('the end of a token', () => {
  it('ends its requests that wait: none is approved or sent', async () => {
    await limit({ approvalFromWon: 5000, graceSeconds: { operator: 1, manager: 1 } });
    const token = await tokenOf('first');
    const proposed = randomUUID();
    const waiting = randomUUID();
    await refund(token, await knowPaid(desk, { amount: 10_000 }), 6000, { id: proposed });
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await refund(token, payToken, 1000, { id: waiting });
    await desk.as('manager').call('DELETE', `/api/tokens/${token.id}`);
    expect(await approve('second', proposed)).toMatchObject({
      status: 409,
      body: { code: 'requester-barred' },
    });
    await waitForState(desk, waiting, ['declined']);
    expect((await getOperation(desk, waiting)).evidence?.cause).toBe('requester-barred');
    expect(await bookedRefunds(desk, payToken)).toEqual([]);
    expect((await refund(token, payToken, 1000)).status).toBe(401);
  });

  it.each([
    ['disabled', (email: string) => setDisabled(desk.database, email, true)],
    ['made a viewer', (email: string) => change(email, { role: 'viewer' })],
  ])('comes when its maker is %s, and stays when the account is as before', async (how, end) => {
    const maker = `leaving ${how}`.replaceAll(' ', '-');
    const token = await tokenOf(maker);
    const other = await tokenOf('first');
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await end(emailOf(maker, 'manager'));
    expect((await refund(token, payToken, 1000)).status).toBe(401);
    await setDisabled(desk.database, emailOf(maker, 'manager'), false);
    await change(emailOf(maker, 'manager'), { role: 'manager' });
    expect((await refund(token, payToken, 1000)).status).toBe(401);
    const rows = desk.read<{ action: string; actor_type: string }>(
      "SELECT action, actor_type FROM audit WHERE detail LIKE ? AND action LIKE 'token-%'",
      `%${token.id}%`,
    );
    expect(rows.at(-1)).toEqual({ action: 'token-revoked', actor_type: 'command' });
    expect((await refund(other, payToken, 1000)).status).toBe(202);
  });

  it('does not come while its maker may refund', async () => {
    const token = await tokenOf('clerk-now');
    await change(emailOf('clerk-now', 'manager'), { role: 'operator' });
    const payToken = await knowPaid(desk, { amount: 10_000 });
    expect((await refund(token, payToken, 1000)).status).toBe(202);
  });

  it('is final in the database: besides it only the last use of a token changes', async () => {
    const token = await tokenOf('first');
    const set = (what: string) => () => {
      write(`UPDATE service_token SET ${what} WHERE id = ?`, token.id);
    };
    expect(set('day_ceiling = 9')).toThrow('service_token: fixed');
    expect(set("maker_id = 'x'")).toThrow('service_token: fixed');
    expect(() => write('DELETE FROM service_token WHERE id = ?', token.id)).toThrow('are kept');
    await desk.as('manager').call('DELETE', `/api/tokens/${token.id}`);
    expect(set('revoked_at = NULL')).toThrow('service_token: fixed');
  });
});

describe('what went wrong with a refund of a token', () => {
  it('is resolved by no maker, not even as the only manager', async () => {
    const alone = await startTestDesk({ env: { TOKEN_REFUNDS: '1' } });
    try {
      const made = await alone.as('manager').call('POST', '/api/tokens', {
        ...{ name: 'shop', scopes: ['refund'], dayCeilingWon: PLENTY },
      });
      const payToken = await knowPaid(alone, { amount: 10_000 });
      const id = randomUUID();
      await alone.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken });
      const headers = { authorization: `Bearer ${made.body.text as string}`, origin: '' };
      await callDesk(alone.url, '', ['PUT', pathOf(payToken, id), refundOf(4000), headers]);
      await waitForState(alone, id, ['absent']);
      const decide = (act: string, body?: object) =>
        alone.as('manager').call('POST', `/api/operations/${id}/${act}`, body);
      expect((await decide('give-up')).body.state).toBe('given_up');
      expect(await decide('release', { evidence: '토스에 없어요' })).toMatchObject({
        status: 403,
        body: { code: 'second-person-needed' },
      });
    } finally {
      await alone.close();
    }
  });
});
