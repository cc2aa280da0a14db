import type { CreatePaymentBody } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import { nothingTold, type Payment } from '../../shared/payment.ts';
import { defaultParts } from '../../shared/tax-split.ts';
import { problems, type FieldError } from '../../shared/problem.ts';
import { URL_MAX } from '../../shared/limits.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Actor } from '../http/endpoint.ts';
import { readStatus, rulesOf } from '../operations/read-status.ts';
import { observePayment, type CreationFacts, type PaymentFacts } from '../storage/observe.ts';
import type { CreateRequest } from '../toss/toss.ts';
import { orderErrors, orderParts } from './order-items.ts';

const DEFAULT_MINUTES = 15;
/** Toss lets no payment wait for longer (the guide, expiredTime). */
export const LONGEST_MINUTES = 60;
/**
 * Toss refuses an expiry more than an hour after *its* present time, so a full hour is shortened to
 * leave time for the call.
 */
const LONGEST_MARGIN_MS = 10_000;

/** Toss's times and its clock are only known to the second. */
const CREATION_MARGIN_MS = 60_000;

/** This desk's public URL, for Toss's redirects of the buyer and its callback. */
export interface OwnUrls {
  publicUrl: string;
}

interface Prepared {
  request: CreateRequest;
  creation: CreationFacts;
}

/** @throws AppError invalid-request for what only v2 takes, where the desk is set to v1 */
function requireVersion({ toss }: Deps, body: CreatePaymentBody): void {
  if (toss.version === 'v2') return;
  const detail = 'needs Toss Pay v2: set TOSS_API_VERSION=v2';
  const errors: FieldError[] = (['enablePayMethods', 'cardOptions', 'installment'] as const)
    .filter((name) => body[name] !== undefined)
    .map((name) => ({ pointer: `/${name}`, code: 'invalid', params: {}, detail }));
  if ((body.resultCallback ?? '').length > URL_MAX) {
    const params = { maximum: URL_MAX };
    errors.push({ pointer: '/resultCallback', code: 'too-long', params, detail });
  }
  if (errors.length > 0) throw new AppError('invalid-request', undefined, { errors });
}

function prepare(deps: Deps, urls: OwnUrls, body: CreatePaymentBody, actor: Actor): Prepared {
  const errors = orderErrors(body);
  if (errors.length > 0) throw new AppError('invalid-request', undefined, { errors });
  requireVersion(deps, body);
  const minutes = body.expiresInMinutes ?? DEFAULT_MINUTES;
  // Payments expire by Toss's clock, so compute the time by it.
  const tossNowMs = deps.clock.nowMs() + (deps.toss.skewMs() ?? 0);
  const margin = minutes === LONGEST_MINUTES ? LONGEST_MARGIN_MS : 0;
  const expiresAt = new Date(tossNowMs + minutes * 60_000 - margin).toISOString();
  const ref = deps.random.secret(128);
  const own = (page: 'return' | 'cancel') => `${urls.publicUrl}/checkout/${page}?ref=${ref}`;
  const cashReceipt = body.cashReceipt ?? true;
  const parts = orderParts(body);
  return {
    request: {
      orderNo: body.orderNo,
      amount: body.amount,
      amountTaxFree: parts?.taxFree ?? 0,
      productDesc: body.productDesc,
      retUrl: body.retUrl ?? own('return'),
      retCancelUrl: body.retCancelUrl ?? own('cancel'),
      autoExecute: body.autoExecute,
      resultCallback: body.resultCallback ?? `${urls.publicUrl}/toss/callback`,
      expiredTime: isoToKst(expiresAt),
      cashReceipt,
      ...(parts === undefined
        ? {}
        : {
            amountTaxable: parts.taxable,
            amountVat: parts.vat,
            amountServiceFee: parts.serviceFee,
          }),
      ...(body.metadata === undefined ? {} : { metadata: body.metadata }),
      ...(body.retAppScheme === undefined ? {} : { retAppScheme: body.retAppScheme }),
      ...(body.userPhone === undefined ? {} : { userPhone: body.userPhone }),
      ...{ enablePayMethods: body.enablePayMethods, cardOptions: body.cardOptions },
      installment: body.installment,
    },
    creation: {
      productDesc: body.productDesc,
      metadata: body.metadata ?? null,
      autoExecute: body.autoExecute,
      cashReceipt,
      checkoutPage: null,
      items: body.items ?? null,
      expiresAt,
      returnRef: ref,
      by:
        actor.type === 'staff'
          ? { type: 'staff', id: actor.id, name: actor.name, address: actor.address }
          : { type: 'storefront', id: actor.id, name: actor.name, address: actor.address },
    },
  };
}

function factsOfNew(payToken: string, body: CreatePaymentBody, createdAt: string): PaymentFacts {
  return {
    ...nothingTold,
    payToken,
    orderNo: body.orderNo,
    status: 'PAY_STANDBY',
    amount: body.amount,
    parts: orderParts(body) ?? defaultParts(body.amount, body.cashReceipt ?? true),
    productDesc: body.productDesc,
    metadata: body.metadata ?? null,
    availableActions: null,
    refunds: null,
    createdAt,
    completedAt: null,
    canceledAt: null,
  };
}

async function keepNew(
  deps: Deps,
  seen: Parameters<typeof observePayment>[1],
  creation: CreationFacts,
): Promise<Payment> {
  const observed = await observePayment(deps.storage, seen, rulesOf(deps), creation);
  if (observed === null) throw new Error('A payment with an amount was not kept');
  return observed.payment;
}

/** After a lost answer: a read by orderNo shows whether the payment was created. */
async function findLostCreation(
  deps: Deps,
  body: CreatePaymentBody,
  creation: CreationFacts,
  { askedAt, priority }: { askedAt: string; priority: 'person' | 'storefront' },
): Promise<Payment> {
  // An older payment with the same orderNo and amount is not the requested one.
  const earliestMs = Date.parse(askedAt) + (deps.toss.skewMs() ?? 0) - CREATION_MARGIN_MS;
  const by = { orderNo: body.orderNo };
  const read = await readStatus(deps, by, { priority, source: 'create', creation });
  if (
    read.kind === 'observed' &&
    read.observed.adopted &&
    Date.parse(read.observed.payment.createdAt) >= earliestMs &&
    read.observed.payment.amount === body.amount
  ) {
    return read.observed.payment;
  }
  throw lostCreation();
}

const lostCreation = (cause?: unknown) =>
  new AppError(
    'toss-lost-answer',
    'Whether Toss made the payment is not known. Look the orderNo up before you make another.',
    {},
    cause,
  );

/**
 * For what comes after the call that makes the payment: a refusal then, as of a desk that lost the
 * lead, must not say that nothing was done.
 */
async function afterCreation(work: Promise<Payment>): Promise<Payment> {
  try {
    return await work;
  } catch (error) {
    const isRefusal = error instanceof AppError && problems[error.code][2] === 'not-applied';
    throw isRefusal ? lostCreation(error) : error;
  }
}

/**
 * Creates a payment at Toss and stores it.
 *
 * @throws AppError invalid-request (parts, items, or what only v2 takes), toss-rejected,
 *   toss-credentials, toss-unreachable and toss-busy (nothing was sent), toss-lost-answer (effect
 *   unknown)
 */
export async function createPayment(
  deps: Deps,
  urls: OwnUrls,
  body: CreatePaymentBody,
  actor: Actor,
): Promise<Payment> {
  const { request, creation } = prepare(deps, urls, body, actor);
  const priority = actor.type === 'staff' ? 'person' : 'storefront';
  await deps.budget.take(priority);
  const askedNo = deps.storage.time.now();
  const askedAt = deps.clock.nowIso();
  const answer = await deps.toss.create(request);
  switch (answer.kind) {
    case 'rejected':
      throw new AppError('toss-rejected', 'Toss did not accept the payment', {
        ...(answer.errorCode === null ? {} : { tossErrorCode: answer.errorCode }),
        ...(answer.message === null ? {} : { tossMessage: answer.message }),
      });
    case 'credentials':
      throw new AppError('toss-credentials');
    case 'never-sent':
      throw new AppError('toss-unreachable', answer.exchange.failure ?? undefined);
    case 'unclear':
      return afterCreation(findLostCreation(deps, body, creation, { askedAt, priority }));
    case 'created': {
      const facts = factsOfNew(answer.payToken, body, askedAt);
      const seen = { facts, good: false, askedNo, askedAt, by: 'create' } as const;
      const made = { ...creation, checkoutPage: answer.checkoutPage };
      return afterCreation(keepNew(deps, seen, made));
    }
  }
}
