import type { Lease } from '../../shared/api.ts';
import type { Drift, Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { isWithin } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { readProblem } from '../operations/read-problem.ts';
import { readStatus } from '../operations/read-status.ts';
import { createPerPerson } from '../per-person.ts';
import { findAdoption } from '../storage/adoptions.ts';
import { acknowledgeDrift } from '../storage/drift.ts';
import { findPayment } from '../storage/payments.ts';
import type { Adopter } from './adopter.ts';
import { createPayment, type OwnUrls } from './create-payment.ts';
import { lookupPayment } from './lookup-payment.ts';
import { bankTransferRoutes } from './bank-transfers.ts';
import { acknowledgeOverGiven } from './over-given.ts';
import { paymentDetail } from './payment-detail.ts';

/** A payment read this recently isn't read again on request. */
const FRESH_MS = 1000;
/** Most queued reads per person; all people share one rate. */
const MOST_READINGS = 5;

const roleOf = (actor: Actor): Role => (actor.type === 'staff' ? actor.role : 'viewer');

async function refresh(deps: Deps, payToken: string): Promise<Payment> {
  const known = findPayment(deps.storage, payToken);
  // Unknown payments are found by a look-up; this only reads known ones again.
  if (known === undefined) throw new AppError('payment-not-found');
  if (isWithin(deps.clock, known.observedAt, FRESH_MS) && known.drift !== 'missing') return known;
  const ask = () => readStatus(deps, { payToken }, { priority: 'reading' });
  let read = await ask();
  if (read.kind === 'denied-once') read = await ask();
  if (read.kind === 'observed') return read.observed.payment;
  const marked = findPayment(deps.storage, payToken);
  // A payment that Toss denies is still returned, marked as missing.
  if (read.kind === 'not-found' && marked !== undefined) return marked;
  throw readProblem(read);
}

/** Routes that look up, show, read again, create and adopt single payments. */
export function paymentRoutes(
  deps: Deps,
  parts: { urls: OwnUrls; adopter: Adopter; leaseOf: (payToken: string) => Lease | null },
): Route[] {
  const { storage } = deps;
  const detail = (payment: Payment, actor: Actor) => {
    const lease = parts.leaseOf(payment.payToken);
    return paymentDetail(storage, payment, { role: roleOf(actor), lease });
  };
  const known = (payToken: string, actor: Actor) => {
    const payment = findPayment(storage, payToken);
    if (payment === undefined) throw new AppError('payment-not-found');
    return detail(payment, actor);
  };
  const readings = createPerPerson(MOST_READINGS);
  const adoption = (id: string) => {
    const found = findAdoption(storage, id);
    if (found === undefined) throw new AppError('not-found');
    return found;
  };
  return [
    route('POST /api/payments', async ({ body }, { actor }) => ({
      status: 201,
      body: await createPayment(deps, parts.urls, body, actor),
    })),
    route('POST /api/payments/lookup', async ({ body }, { actor }) => ({
      status: 200,
      body:
        actor.type === 'staff'
          ? await readings.hold(actor.id, () => lookupPayment(deps, body, 'reading'))
          : await lookupPayment(deps, body, 'lookup'),
    })),
    route('POST /api/payments/adopt', async ({ body }, { actor }) => ({
      status: 202,
      body: adoption(await parts.adopter.adopt(body.orderNos, actor.id)),
    })),
    route('GET /api/payments/adopt/:id', ({ params }) => ({
      status: 200,
      body: adoption(params.id),
    })),
    route('GET /api/payments/:payToken', ({ params }, { actor }) => ({
      status: 200,
      body: known(params.payToken, actor),
    })),
    route('POST /api/payments/:payToken/refresh', async ({ params }, { actor }) => {
      const payment = await readings.hold(actor.id, () => refresh(deps, params.payToken));
      return { status: 200, body: detail(payment, actor) };
    }),
    route('POST /api/payments/:payToken/acknowledge', async ({ params, body }, { actor }) => {
      const seen = {
        note: body.note,
        by: { id: actor.id, name: actor.name, address: actor.address },
      };
      await acknowledgeDrift(storage, params.payToken, seen, (payment) =>
        requireAcknowledgeable(payment, body),
      );
      return { status: 200, body: known(params.payToken, actor) };
    }),
    route(
      'POST /api/payments/:payToken/over-given/acknowledge',
      async ({ params: { payToken }, body }, { actor }) => {
        await acknowledgeOverGiven(deps, payToken, body, staffOf(actor));
        return { status: 200, body: known(payToken, actor) };
      },
    ),
    ...bankTransferRoutes(deps, known),
  ];
}

/**
 * Requires that the difference is still the one that was seen. `missing` can't be acknowledged:
 * only an answer of Toss ends it.
 */
function requireAcknowledgeable(
  payment: Payment | undefined,
  seen: { drift: Drift; changedAt: string },
): void {
  if (payment === undefined) throw new AppError('payment-not-found');
  if (payment.drift !== seen.drift || payment.changedAt !== seen.changedAt) {
    throw new AppError('stale-view', 'The difference is another one now', { payment });
  }
  if (payment.drift === 'missing') {
    throw new AppError('invalid-request', undefined, {
      errors: [
        {
          pointer: '/drift',
          code: 'not-acknowledgeable',
          params: {},
          detail: 'Only an answer of Toss ends this difference; read it again',
        },
      ],
    });
  }
}
