/** A shop with something in every state that a screen has to show. */
import { makeTrades, PAYOUT_DAY } from '../support/settled-day.ts';
import { signInToApi, type Product } from '../support/start-product.ts';

export interface Shop {
  /** As a `Cookie` header. */
  clerk: string;
  manager: string;
  payments: Payments;
}

/** A payment of each kind, by its special state. */
type OwnPayments = Record<
  'standby' | 'approved' | 'mixed' | 'refunded' | 'outside' | 'lost' | 'contradicted',
  string
>;

/** The refund that a person has to decide about. */
interface ToDecide {
  contradiction: string;
}

/** Bulk refunds, by their state. */
type BulkRuns = Record<'bulkDraft' | 'bulkProposed' | 'bulkDone', string>;

export type Payments = OwnPayments & BulkRuns & ToDecide;

/** Waits for what the desk does beside its answers. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100 && !(await isDone()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

type Caller = Awaited<ReturnType<typeof signInToApi>>;

const LONG =
  '아주 긴 이름을 가진 상품이 줄바꿈 없이 이어지면 어떻게 보이는지 보려고 만든 상품 '.repeat(3);

/** Accounts in every state, one of them with an overlong name and address. */
async function fillStaff(manager: Caller): Promise<void> {
  const invite = async (email: string, name: string) => {
    const { body } = await manager.call('POST', '/api/staff', { email, name, role: 'operator' });
    return `/api/staff/${(body['staff'] as { id: string }).id}`;
  };
  const long = await invite(
    `${'very.long.'.repeat(6)}name@a-corner-shop.example`,
    LONG.slice(0, 90),
  );
  await manager.call('PATCH', long, { mayExport: true, dayCeilingWon: 1_000_000_000 });
  await manager.call('PATCH', await invite('hajun@corner.shop', '정하준'), { disabled: true });
}

async function createPayment(
  clerk: Caller,
  orderNo: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { body } = await clerk.call('POST', '/api/payments', {
    orderNo,
    amount: 186_000,
    productDesc: '햅쌀 20kg · 보온 도시락 3개',
    autoExecute: true,
    ...more,
  });
  return String(body['payToken']);
}

async function createPayments(clerk: Caller): Promise<OwnPayments> {
  const parts = { taxable: 98_182, vat: 9818, taxFree: 78_000, serviceFee: 0 };
  const create = (orderNo: string, more?: Record<string, unknown>) =>
    createPayment(clerk, orderNo, more);
  return {
    standby: await create('20261124-0001', { productDesc: LONG.trim().slice(0, 255) }),
    approved: await create('20261124-0002', { autoExecute: false, expiresInMinutes: 60 }),
    mixed: await create('20261124-0003', { parts }),
    refunded: await create('20261124-0004', { parts }),
    outside: await create('20261124-0005', { parts }),
    lost: await create('20261124-0006'),
    contradicted: await create('20261124-0009'),
  };
}

const second = () => new Promise((resolve) => setTimeout(resolve, 1100));

/** Reads a payment until it is charged, which takes a while beside the demo's buyers. */
async function untilPaid(clerk: Caller, payToken: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { body } = await clerk.call('POST', `/api/payments/${payToken}/refresh`);
    if ((body['payment'] as { status: string }).status === 'PAY_COMPLETE') return;
    // A payment is read at most once a second.
    await second();
  }
  throw new Error(`${payToken} was not paid`);
}

interface BulkAnswer {
  run: { id: string; state: string };
  rows: { position: number; amount: number | null; verdict: string }[];
}

/** Lists in three states; the finished one has a row that Toss has refused. */
async function fillBulkRuns(
  { toss }: Product,
  clerk: Caller,
  payments: OwnPayments,
): Promise<BulkRuns> {
  const check = async (name: string, rows: object[]): Promise<BulkAnswer> => {
    const body = { name, reason: '상품 불량', note: '공급사 회수', rows };
    return (await clerk.call('POST', '/api/bulk-refunds', body)).body as unknown as BulkAnswer;
  };
  const start = async ({ run, rows }: BulkAnswer): Promise<string> => {
    const chosen = rows.filter(({ verdict }) => verdict !== 'refused');
    await clerk.call('POST', `/api/bulk-refunds/${run.id}/start`, {
      totalWon: chosen.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
      include: chosen.filter(({ verdict }) => verdict === 'look').map(({ position }) => position),
    });
    return run.id;
  };
  const orderNos = ['20261124-0007', '20261124-0008'];
  for (const orderNo of orderNos) {
    const payToken = await createPayment(clerk, orderNo);
    await toss.authenticate(payToken);
    await untilPaid(clerk, payToken);
  }
  const refusal = { fault: 'errorCode', errorCode: 'INACTIVE_USER' };
  await toss.fault({ call: 'refunds', effect: 'before', times: 1, ...refusal });
  const rows = orderNos.map((orderNo) => ({ orderNo, amount: 1000 }));
  const bulkDone = await start(await check('11월 회수 상품', rows));
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await clerk.call('GET', `/api/bulk-refunds/${bulkDone}`);
    if ((body as unknown as BulkAnswer).run.state === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { run } = await check('취소된 행사', [
    { payToken: payments.mixed, amount: 36_000 },
    { payToken: payments.refunded },
    { payToken: payments.standby },
    { orderNo: 'from-elsewhere' },
  ]);
  const proposed = await check('큰 회수', [{ payToken: payments.mixed }]);
  return { bulkDraft: run.id, bulkProposed: await start(proposed), bulkDone };
}

/** A payout day with a fee that does not fit, a line of an unknown type and too small a deposit. */
async function fillSettlement({ toss }: Product, manager: Caller): Promise<void> {
  const [known] = await makeTrades(toss);
  await manager.call('POST', '/api/payments/lookup', { payToken: known });
  await toss.plantSettlementLines({
    ...{ transactionId: 'adjustment-1', transactionType: 'ADJUSTMENT', orderNo: 'adjustment' },
    ...{ payToken: 'adjustment', amount: -1200, fee: 0, vat: 0, payMethod: 'TOSS_MONEY' },
    ...{ settleDate: PAYOUT_DAY.replaceAll('-', ''), dueDate: PAYOUT_DAY.replaceAll('-', '') },
  });
  const rate = { method: 'TOSS_MONEY', rateBp: 250, validFrom: '2020-01-01' };
  await manager.call('PUT', '/api/settlement/rates', { rate, feeBack: 'proportional' });
  await manager.call('POST', '/api/settlement/imports', { day: PAYOUT_DAY });
  const day = `/api/settlement/days/${PAYOUT_DAY}`;
  await until(async () => {
    const { body } = await manager.call('GET', day);
    const { lines } = body as { lines?: { items: { own: unknown }[] } };
    return (lines?.items ?? []).filter(({ own }) => own !== null).length >= 3;
  });
  await manager.call('PUT', `${day}/deposit`, { won: 30_000 });
}

/** A chat that does not answer, and somebody who gets the close by mail. */
async function fillNotices(manager: Caller): Promise<void> {
  const lang = 'ko';
  const chat = { url: 'http://127.0.0.1:9/services/T1', form: 'slack', lang };
  const quiet = { from: '22:00', to: '08:00' };
  await manager.call('PUT', '/api/notices/chat', { ...chat, quiet });
  await manager.call('POST', '/api/notices/chat/test');
  const emails = ['owner@corner.shop', 'books@corner.shop'];
  await manager.call('PUT', '/api/notices/mail', { emails, time: '08:00', lang });
}

/** @param product started so that a lost answer stays unclear: `SLOW_TO_TELL` */
export async function fillShop(product: Product): Promise<Shop> {
  const { url, toss } = product;
  const clerk = await signInToApi(url);
  const manager = await signInToApi(url, 'manager');
  await fillStaff(manager);
  const made = await createPayments(clerk);
  const refresh = (payToken: string) => clerk.call('POST', `/api/payments/${payToken}/refresh`);
  const refund = (payToken: string, amount: number, id: string = crypto.randomUUID()) =>
    clerk.call(
      'PUT',
      `/api/payments/${payToken}/operations/${id}`,
      { kind: 'refund', amount, reason: '단순 변심', note: '상자가 젖음', seenRefunded: 0 },
      10,
    );
  for (const payToken of Object.values(made)) {
    if (payToken !== made.standby) await toss.authenticate(payToken, 'CARD', '국민');
  }
  const { standby, approved, ...paid } = made;
  await Promise.all([standby, approved].map(refresh));
  await Promise.all(Object.values(paid).map((payToken) => untilPaid(clerk, payToken)));
  await refund(made.refunded, 36_000);
  await toss.outsideRefund(made.outside, 59_800);
  await second();
  await refresh(made.outside);
  const runs = await fillBulkRuns(product, clerk, made);
  const contradiction = crypto.randomUUID();
  for (const payToken of [made.lost, made.contradicted]) {
    await toss.fault({ call: 'refunds', payToken, effect: 'before', fault: 'drop', times: 1 });
  }
  await Promise.all([refund(made.lost, 1000), refund(made.contradicted, 3000, contradiction)]);
  // Made in Toss's console, it may be the one whose answer was lost.
  await toss.outsideRefund(made.contradicted, 3000);
  await second();
  await refresh(made.contradicted);
  await fillSettlement(product, manager);
  await fillNotices(manager);
  const payments = { ...made, ...runs, contradiction };
  return { clerk: clerk.cookie, manager: manager.cookie, payments };
}

/**
 * Settings of the desk: the lost refund is still unclear when its screen is opened, large refunds
 * wait for a second person, and there is a mail server.
 */
export const SLOW_TO_TELL = {
  RECONCILE_SCALE: '1',
  SETTLE_MS: '900000',
  REFUND_APPROVAL_FROM: '100000',
  SMTP_URL: 'smtp://127.0.0.1:9',
  PUSH_SUBJECT: 'mailto:desk@shop.example',
  MAIL_FROM: 'desk@corner.shop',
};
