/** The owner's settings, over HTTP: each applies from the next request on and is recorded. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsAnswer } from '../../shared/api.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import { knowPaid, knowTwoManagers, putRefund } from '../support/desk-acts.ts';
import { changeSettings, editable, putSettings, readSettings } from '../support/desk-settings.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
let first: SettingsAnswer;
beforeAll(async () => {
  desk = await startTestDesk({ env: { SHOP_NAME: '모퉁이 상점', GRACE_SECONDS: '7' } });
  await knowTwoManagers(desk);
  first = await readSettings(desk);
});
afterAll(async () => {
  await desk.close();
});

interface AuditRow {
  actor_type: string;
  actor_id: string;
  actor_name: string;
  address: string;
  detail: string;
}

function audited(): (AuditRow & { changes: Record<string, unknown> })[] {
  return desk
    .read<AuditRow>("SELECT * FROM audit WHERE action = 'settings-changed' ORDER BY seq")
    .map((row) => ({
      ...row,
      changes: (JSON.parse(row.detail) as { changes: Record<string, unknown> }).changes,
    }));
}

/** Back to the values of the environment. */
const reset = () => changeSettings(desk, editable(first));

describe('GET /api/settings', () => {
  it('answers the initial values of the environment, and what can’t be changed here', () =>
    expect(first).toEqual({
      shopName: '모퉁이 상점',
      businessNumber: null,
      refundReasons: ['단순 변심', '상품 불량', '오배송', '재고 부족', '중복 결제', '가격 조정'],
      approvalFromWon: null,
      approvalHours: 24,
      graceSeconds: { operator: 7, manager: 7 },
      stepUpFromWon: 100_000,
      personDayWon: { operator: 1_000_000, manager: null },
      shopDayWon: null,
      pushAmounts: false,
      accessYears: 2,
      buyerDataYears: 5,
      version: 0,
      callbackUrl: `${desk.url}/toss/callback`,
      retUrl: `${desk.url}/checkout/return`,
      retCancelUrl: `${desk.url}/checkout/cancel`,
      keyLast4: 'nggu',
      mode: 'test',
    }));

  it('is for anybody who is signed in', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      const answer = await desk.as(role).call('GET', '/api/settings');
      expect(answer.body).toEqual(first);
    }
    expect((await desk.fetch('/api/settings')).status).toBe(401);
  });
});

describe('permissions', () => {
  it.each(['viewer', 'operator'] as const)('not a %s', async (role) => {
    const settings = { ...editable(first), shopName: '다른 이름' };
    const answer = await putSettings(desk, settings, first.version, { role });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'forbidden', effect: 'not-applied' });
    expect(await readSettings(desk)).toEqual(first);
    expect(audited()).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an empty name', { shopName: ' ' }, '/settings/shopName'],
    ['a number with nine digits', { businessNumber: '123-45-6789' }, '/settings/businessNumber'],
    ['no reason', { refundReasons: [] }, '/settings/refundReasons'],
    ['a reason over 50', { refundReasons: ['가'.repeat(51)] }, '/settings/refundReasons/0'],
    [
      'a reason that Toss forbids',
      { refundReasons: ['“불량”', '"불량"'] },
      '/settings/refundReasons/1',
    ],
    ['a limit of 0', { approvalFromWon: 0 }, '/settings/approvalFromWon'],
    ['a fraction of a won', { shopDayWon: 0.5 }, '/settings/shopDayWon'],
    ['access records of no time', { accessYears: 0 }, '/settings/accessYears'],
    ['buyers’ data of no time', { buyerDataYears: 0 }, '/settings/buyerDataYears'],
    [
      'an hour of grace and more',
      { graceSeconds: { operator: 3601, manager: 0 } },
      '/settings/graceSeconds/operator',
    ],
    ['a field of another role', { personDayWon: { viewer: 1 } }, '/settings/personDayWon/operator'],
    ['what is fixed', { mode: 'live' }, '/settings/mode'],
  ])('nobody to %s', async (_name, change, pointer) => {
    const answer = await putSettings(desk, { ...editable(first), ...change }, first.version);
    expect(answer.status).toBe(422);
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toContain(pointer);
    expect(await readSettings(desk)).toEqual(first);
  });
});

describe('a change', () => {
  it('is bound to the version that was seen: of two managers one is told that it changed', async () => {
    const { version } = await reset();
    const put = (name: string, shopName: string) =>
      putSettings(desk, { ...editable(first), shopName }, version, { name });
    const answers = await Promise.all([put('first', '첫째 상점'), put('second', '둘째 상점')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
    expect(lost?.body).toMatchObject({ code: 'stale-view', effect: 'not-applied' });
    expect(await readSettings(desk)).toEqual(won?.body);
    expect(won?.body.version).toBe(version + 1);
    // After another look it can be changed.
    expect((await changeSettings(desk, { shopName: '셋째 상점' })).version).toBe(version + 2);
  });

  it('of a caller that does not know of amounts in notices leaves them as they are', async () => {
    await changeSettings(desk, { pushAmounts: true });
    const now = await readSettings(desk);
    const { pushAmounts: _, ...known } = { ...editable(now), shopName: '모르는 상점' };
    const answer = await putSettings(desk, known, now.version);
    expect(answer.body).toMatchObject({ shopName: '모르는 상점', pushAmounts: true });
    expect((await reset()).pushAmounts).toBe(false);
  });

  it('is in the audit log with the person, and the value before', async () => {
    await reset();
    const before = audited().length;
    await changeSettings(desk, { approvalFromWon: 50_000, shopName: '새 이름' });
    const row = audited().at(-1);
    expect(audited()).toHaveLength(before + 1);
    const me = (await desk.as('manager').call('GET', '/api/me')).body.staff;
    expect(row).toMatchObject({
      actor_type: 'staff',
      actor_id: me.id,
      actor_name: me.name,
      address: '127.0.0.1',
      changes: {
        approvalFromWon: { from: null, to: 50_000 },
        shopName: { from: '모퉁이 상점', to: '새 이름' },
      },
    });
    expect(Object.keys(row?.changes ?? {})).toHaveLength(2);
  });

  it('of nothing has no effect: no version, no entry in the log', async () => {
    const now = await reset();
    const before = audited().length;
    const answer = await putSettings(desk, editable(now), now.version);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(now);
    expect(audited()).toHaveLength(before);
  });

  it('formats a business number, and drops duplicate reasons', async () => {
    const changed = await changeSettings(desk, {
      businessNumber: '1234567890',
      refundReasons: ['단순 변심', ' 오배송 ', '단순 변심'],
    });
    expect(changed.businessNumber).toBe('123-45-67890');
    expect(changed.refundReasons).toEqual(['단순 변심', '오배송']);
    await reset();
  });

  it('survives a restart, though the environment says otherwise', async () => {
    const change: Partial<ShopSettings> = {
      shopName: '이사 간 상점',
      graceSeconds: { operator: 30, manager: 0 },
      shopDayWon: 5_000_000,
    };
    const changed = await changeSettings(desk, change);
    await desk.restart();
    expect(await readSettings(desk)).toEqual(changed);
    expect(await readSettings(desk)).toMatchObject(change);
  });

  it('leaves a reason readable that an older build allowed', async () => {
    await desk.stop();
    desk.db.run('UPDATE setting SET json = ?', JSON.stringify({ refundReasons: ['"불량"'] }));
    await desk.start();
    expect(await readSettings(desk)).toMatchObject({ refundReasons: ['"불량"'] });
    await changeSettings(desk, { refundReasons: ['불량'] });
  });

  it('by an older build gets initial values for what that build did not know', async () => {
    await desk.stop();
    desk.db.run(
      'UPDATE setting SET json = ?',
      JSON.stringify({ shopName: '옛 상점', shopDayWon: 3 }),
    );
    await desk.start();
    const now = await readSettings(desk);
    expect(now).toEqual({ ...first, shopName: '옛 상점', shopDayWon: 3, version: now.version });
  });
});

describe('each applies from the next request on', () => {
  const noGrace = { graceSeconds: { operator: 0, manager: 0 } };

  it('the approval limit and its hours', async () => {
    await changeSettings(desk, { ...editable(first), ...noGrace });
    const payToken = await knowPaid(desk, { amount: 10_000 });
    await changeSettings(desk, { approvalFromWon: 4000, approvalHours: 3 });
    const waits = await putRefund(desk, payToken, 4000);
    expect(waits.body.state).toBe('proposed');
    const hours = Date.parse(waits.body.approvalLapsesAt) - Date.parse(waits.body.createdAt);
    expect(hours / 3_600_000).toBe(3);
    await changeSettings(desk, { approvalFromWon: 4001 });
    const goes = await putRefund(desk, await knowPaid(desk), 4000, { waitSeconds: 15 });
    expect(goes.body.state).toBe('succeeded');
    await reset();
  });

  it('the grace period, by role', async () => {
    await changeSettings(desk, { graceSeconds: { operator: 600, manager: 0 } });
    const byOperator = await putRefund(desk, await knowPaid(desk), 4000);
    const waitMs = Date.parse(byOperator.body.sendAfter) - Date.parse(byOperator.body.createdAt);
    expect(waitMs).toBe(600_000);
    const path = `/api/payments/${await knowPaid(desk)}/operations/${crypto.randomUUID()}`;
    const body = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
    const prefer = { prefer: 'wait=15' };
    const byManager = await desk.as('manager').call('PUT', path, body, prefer);
    expect(byManager.body).toMatchObject({ state: 'succeeded', sendAfter: null });
    await reset();
  });

  it('the ceilings of the person, by role, and of the shop', async () => {
    await changeSettings(desk, { ...noGrace, personDayWon: { operator: 0, manager: null } });
    const refused = await putRefund(desk, await knowPaid(desk), 100);
    expect(refused.body).toMatchObject({ code: 'over-ceiling', ceiling: { scope: 'person' } });
    await changeSettings(desk, { personDayWon: { operator: null, manager: 0 }, shopDayWon: 0 });
    const byShop = await putRefund(desk, await knowPaid(desk), 100);
    expect(byShop.body).toMatchObject({ code: 'over-ceiling', ceiling: { scope: 'shop' } });
    await changeSettings(desk, { shopDayWon: null });
    const goes = await putRefund(desk, await knowPaid(desk), 100);
    expect(goes.status).toBe(202);
    await reset();
  });

  it('the reasons that a form offers', async () => {
    await changeSettings(desk, { refundReasons: ['사이즈 교환'] });
    const form = await desk.as('operator').call('GET', '/api/settings');
    expect(form.body.refundReasons).toEqual(['사이즈 교환']);
    await reset();
  });

  it("the shop's name on the buyers’ pages", async () => {
    await changeSettings(desk, { shopName: '<b>새 상점</b>' });
    const page = await (await desk.fetch('/checkout/return')).text();
    expect(page).toContain('&lt;b&gt;새 상점&lt;/b&gt;');
    expect(page).not.toContain('모퉁이 상점');
    await reset();
  });
});
