import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';

import { NotPossibleError } from './answer.ts';
import type { CallLog } from './call-log.ts';
import { faultBody, type FaultList } from './faults.ts';
import { optionsBody } from './options.ts';
import { pickParts } from './parts.ts';
import { PAY_METHODS, type PaymentRow } from './payment-row.ts';
import { abandonPayment, authenticateBuyer } from './rules/buyer.ts';
import { buyerChoice } from './rules/buyer-terms.ts';
import { passTime, settlePayment } from './rules/pass-time.ts';
import { plantedPayment, plantHistory } from './rules/plant-history.ts';
import { refundInConsole } from './rules/refund-payment.ts';
import { plantedLine } from './settlement/planted-line.ts';
import type { World } from './world.ts';

const LONGEST_HISTORY = 1000;

const authenticateBody = buyerChoice.extend({
  payMethod: z.enum(PAY_METHODS).default('TOSS_MONEY'),
  cardCompanyName: z.string().min(1).max(30).optional(),
});
const consoleRefundBody = z.strictObject({
  amount: z.int().min(1).optional(),
  reason: z.string().max(50).default(''),
  /** Toss pays the buyer, who has left, outside of its refunds. */
  buyerLeft: z.boolean().default(false),
});
const emptyBody = z.strictObject({});
const settlementBody = z.strictObject({
  apiKey: z.string().max(30),
  lines: z.array(plantedLine).max(LONGEST_HISTORY),
});
const shopBody = z.strictObject({ apiKey: z.string().max(30) });
const clockBody = z.union([
  z.strictObject({ advanceMs: z.int().min(0) }),
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
]);
const historyBody = z.union([
  z.strictObject({ payments: z.array(plantedPayment).max(LONGEST_HISTORY) }),
  plantedPayment.transform((payment) => ({ payments: [payment] })),
]);

export type ControlRoutesDeps = {
  world: World;
  faults: FaultList;
  calls: CallLog;
  tick: () => void;
};

/** Unknown payToken in a control request: 404. */
class UnknownPaymentError extends Error {}

const iso = (atMs: number | null): string | null =>
  atMs === null ? null : new Date(atMs).toISOString();

/** Answers this machine only. The Host and Origin checks keep out web pages in a browser. */
function onlyLoopback(req: Request, res: Response, next: NextFunction): void {
  const isLocalName = (name: string): boolean =>
    /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(name);
  const isLocalPeer = /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '');
  const origin = req.headers.origin;
  const isLocalOrigin = origin === undefined || isLocalName(origin.replace(/^https?:\/\//, ''));
  if (isLocalPeer && isLocalName(req.headers.host ?? '') && isLocalOrigin) {
    next();
    return;
  }
  res.status(403).json({ error: 'The control API answers requests from this machine only.' });
}

/** Answers bad bodies, unknown payments and impossible requests with one sentence. */
function controlProblem(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof z.ZodError) {
    const details = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    res.status(400).json({ error: 'The body is not right.', details });
  } else if (error instanceof SyntaxError) {
    res.status(400).json({ error: 'The body is not JSON.', details: [error.message] });
  } else if (error instanceof UnknownPaymentError) {
    res.status(404).json({ error: 'No payment has this payToken.' });
  } else if (error instanceof NotPossibleError) {
    res.status(error.httpStatus).json({ error: error.message });
  } else {
    next(error);
  }
}

function rawView(world: World, payment: PaymentRow) {
  const { apiKey: _left, previousAnswer: _hidden, ...row } = payment;
  return {
    ...row,
    partsGiven: row.partsGiven === 1,
    cashReceipt: row.cashReceipt === 1,
    autoExecute: row.autoExecute === 1,
    hasOwner: row.hasOwner === 1,
    progressFails: row.progressFails === 1,
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    approvedAt: iso(row.approvedAt),
    completedAt: iso(row.completedAt),
    canceledAt: iso(row.canceledAt),
    changedAt: iso(row.changedAt),
    dueAt: iso(row.dueAt),
    lagUntil: iso(row.lagUntil),
    refunds: world.storage.refundsOf(row.payToken).map(({ apiKey: _key, ...refund }) => ({
      ...refund,
      requestedAt: iso(refund.requestedAt),
      doneAt: iso(refund.doneAt),
    })),
    callbacks: world.storage.callbacksOf(row.payToken).map((callback) => ({
      ...callback,
      firstDueAt: iso(callback.firstDueAt),
      dueAt: iso(callback.dueAt),
    })),
  };
}

function books(world: World) {
  return {
    charges: world.storage.allCharges().map((line) => ({
      payToken: line.payToken,
      orderNo: line.orderNo,
      amount: line.amount,
      parts: pickParts(line),
      at: iso(line.at),
    })),
    refunds: world.storage.allDoneRefunds().map((refund) => ({
      payToken: refund.payToken,
      refundNo: refund.refundNo,
      amount: refund.amount,
      parts: pickParts(refund),
      at: iso(refund.doneAt),
    })),
  };
}

function findOrThrow(world: World, req: Request): PaymentRow {
  const payment = world.storage.findPayment(String(req.params['payToken']));
  if (!payment) throw new UnknownPaymentError();
  return payment;
}

function addPaymentRoutes(router: Router, { world, tick }: ControlRoutesDeps): void {
  /** Runs `work` on the payment in one transaction, then processes what became due. */
  const onPayment = <Result>(req: Request, work: (payment: PaymentRow) => Result): Result => {
    const result = world.storage.unit(() => work(findOrThrow(world, req)));
    tick();
    return result;
  };
  router.get('/payments/:payToken', (req, res) => {
    res.json(rawView(world, findOrThrow(world, req)));
  });
  router.post('/payments/:payToken/authenticate', (req, res) => {
    const { payMethod, cardCompanyName, ...choice } = authenticateBody.parse(req.body ?? {});
    const redirectTo = onPayment(req, (payment) =>
      authenticateBuyer(world, payment, payMethod, cardCompanyName, choice),
    );
    res.json({ redirectTo });
  });
  router.post('/payments/:payToken/abandon', (req, res) => {
    emptyBody.parse(req.body ?? {});
    res.json({ redirectTo: onPayment(req, (payment) => abandonPayment(world, payment)) });
  });
  router.post('/payments/:payToken/refund', (req, res) => {
    const { amount, reason, buyerLeft } = consoleRefundBody.parse(req.body ?? {});
    const source = buyerLeft ? 'buyer-left' : 'console';
    res.json(onPayment(req, (payment) => refundInConsole(world, payment, amount, reason, source)));
  });
  router.post('/payments/:payToken/settle', (req, res) => {
    emptyBody.parse(req.body ?? {});
    const { status } = onPayment(req, (payment) =>
      settlePayment(world, payment, world.clock.now()),
    );
    res.json({ payStatus: status });
  });
}

function addWorldRoutes(router: Router, { world, faults, calls, tick }: ControlRoutesDeps): void {
  const showClock = (res: Response): void => {
    res.json({ now: iso(world.clock.now()), offsetMs: world.clock.offsetMs() });
  };
  router.post('/history', (req, res) => {
    const { payments } = historyBody.parse(req.body);
    const planted = plantHistory(world, payments);
    tick();
    res.json({ payments: planted });
  });
  router.post('/settlement/lines', (req, res) => {
    const { apiKey, lines } = settlementBody.parse(req.body);
    world.storage.unit(() =>
      lines.forEach((line) => world.storage.plantSettlementLine(apiKey, line)),
    );
    res.json({ lines: lines.length });
  });
  router.post('/shop', (req, res) => {
    const counts = world.storage.countByStatus(shopBody.parse(req.body).apiKey);
    const newest = counts.reduce((latest, line) => Math.max(latest, line.newestAt), 0);
    res.json({
      payments: counts.reduce((sum, line) => sum + line.count, 0),
      now: iso(world.clock.now()),
      newestCreatedAt: newest === 0 ? null : iso(newest),
      byStatus: Object.fromEntries(counts.map((line) => [line.status, line.count])),
    });
  });
  router.get('/clock', (_req, res) => showClock(res));
  router.post('/clock', (req, res) => {
    const body = clockBody.parse(req.body);
    const nowMs = world.clock.now();
    const toMs = 'to' in body ? Date.parse(body.to) : nowMs + body.advanceMs;
    if (toMs < nowMs)
      throw new NotPossibleError('The clock of the sandbox only goes forward.', 400);
    world.travelTo(toMs);
    tick();
    res.setHeader('Date', new Date(world.clock.now()).toUTCString());
    showClock(res);
  });
  router.get('/faults', (_req, res) => {
    res.json({ faults: faults.waiting() });
  });
  router.post('/faults', (req, res) => {
    faults.add(faultBody.parse(req.body));
    res.json({ faults: faults.waiting() });
  });
  router.delete('/faults', (_req, res) => {
    faults.clear();
    res.json({ faults: [] });
  });
  router.get('/options', (_req, res) => {
    res.json(world.options());
  });
  router.post('/options', (req, res) => {
    const change = optionsBody.parse(req.body);
    res.json(
      world.setOptions(
        Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
      ),
    );
  });
  router.get('/books', (_req, res) => {
    res.json(books(world));
  });
  router.get('/calls', (_req, res) => {
    res.json({ calls: calls.all() });
  });
}

/** `/sandbox/…`: the buyer, Toss's console, the clock, faults and the books. */
export function controlRoutes(deps: ControlRoutesDeps): Router {
  const router = express.Router();
  router.use(onlyLoopback, express.json({ limit: '10mb' }), (_req, _res, next) => {
    passTime(deps.world);
    next();
  });
  addPaymentRoutes(router, deps);
  addWorldRoutes(router, deps);
  router.use((_req, res) => {
    res.status(404).json({ error: 'The control API has no such path.' });
  });
  router.use(controlProblem);
  return router;
}
