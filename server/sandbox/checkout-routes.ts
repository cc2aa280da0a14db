import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import express, { type NextFunction, type Request, type Response, type Router } from 'express';

import { NotPossibleError } from './answer.ts';
import { CARD_COMPANIES } from './card-companies.ts';
import { checkoutPage, formatWon, noticePage } from './checkout-page.ts';
import { CHECKOUT_STYLE } from './checkout-style.ts';
import { PAY_METHODS, type PaymentRow } from './payment-row.ts';
import { abandonPayment, authenticateBuyer, buyerObstacle } from './rules/buyer.ts';
import { withDefaults } from './rules/buyer-terms.ts';
import { passTime } from './rules/pass-time.ts';
import type { World } from './world.ts';

export type CheckoutRoutesDeps = { world: World; tick: () => void; shopName: string };

/** The notice for a payment that can't be paid. */
function noticeFor(payment: PaymentRow): [title: string, sentence: string] {
  const amount = formatWon(payment.amount);
  switch (payment.status) {
    case 'PAY_STANDBY':
      return ['이미 결제한 주문이에요', '같은 주문번호의 다른 결제가 이미 진행됐어요.'];
    case 'PAY_APPROVED':
      return ['인증을 마쳤어요', `상점이 확인하면 ${amount}이 결제돼요.`];
    case 'PAY_PROGRESS':
      return ['결제하고 있어요', `${amount} 결제를 처리하고 있어요. 잠시만 기다려 주세요.`];
    case 'PAY_CANCEL':
      return payment.canceledBy === 'expiry'
        ? ['결제 시간이 지났어요', '상점에서 다시 주문해 주세요.']
        : ['취소된 결제예요', '빠져나간 돈은 없어요.'];
    case 'PAY_COMPLETE':
    case 'SETTLEMENT_COMPLETE':
      return ['결제가 끝났어요', `${amount}을 결제했어요.`];
    case 'REFUND_PROGRESS':
    case 'REFUND_SUCCESS':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return ['환불한 결제예요', '자세한 내용은 상점에 문의해 주세요.'];
  }
}

/** Many machines have no Korean font, so the one of the installed package is served. */
function fontFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('pretendard/package.json');
  return join(dirname(manifest), 'dist/web/variable');
}

function textOf(source: unknown, name: string): string {
  const value = (source as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

function sendUnknown(res: Response): void {
  res.status(404).send(noticePage('결제를 찾을 수 없어요', '상점에서 다시 시작해 주세요.'));
}

function secure(req: Request, res: Response, next: NextFunction): void {
  res.setHeader(
    'Content-Security-Policy',
    // The wire page forbids the checkout inside an iframe.
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'no-referrer');
  if (req.path === '/auth') res.setHeader('Cache-Control', 'no-store');
  next();
}

function submit(world: World, payment: PaymentRow, form: unknown): string {
  if (textOf(form, 'action') === 'stop') return abandonPayment(world, payment);
  const payMethod = PAY_METHODS.find((method) => method === textOf(form, 'payMethod'));
  const company = CARD_COMPANIES.find((name) => name === textOf(form, 'cardCompanyName'));
  const months = textOf(form, 'spreadOut');
  const isCard = payMethod === 'CARD' && /^[1-9]\d?$/.test(months);
  const choice = isCard ? { spreadOut: Number(months) } : {};
  return authenticateBuyer(world, payment, payMethod ?? 'TOSS_MONEY', company, choice);
}

function pageFor(world: World, payment: PaymentRow, shopName: string): string {
  if (buyerObstacle(world, payment)) return noticePage(...noticeFor(payment));
  const terms = world.storage.termsOf(payment.payToken);
  return checkoutPage(payment, terms, withDefaults(world, payment, {}), shopName);
}

/** Why it could not be paid: its state, or what the buyer chose. */
function refusalPage(world: World, payment: PaymentRow): string {
  return buyerObstacle(world, payment)
    ? noticePage(...noticeFor(payment))
    : noticePage('이 방법으로는 결제할 수 없어요', '돌아가서 다른 결제 수단을 골라 주세요.');
}

/** `/payfront/…`: the buyer's checkout page, plain forms without scripts. */
export function checkoutRoutes({ world, tick, shopName }: CheckoutRoutesDeps): Router {
  const router = express.Router();
  router.use(secure, express.urlencoded({ extended: false, limit: '16kb' }));
  router.get('/checkout.css', (_req, res) => {
    res.type('text/css').send(CHECKOUT_STYLE);
  });
  router.use('/font', express.static(fontFolder(), { maxAge: '1d', index: false }));
  router.get('/auth', (req, res) => {
    passTime(world);
    const payment = world.storage.findPayment(textOf(req.query, 'payToken'));
    if (!payment) {
      sendUnknown(res);
      return;
    }
    res.send(pageFor(world, payment, shopName));
  });
  router.post('/auth', (req, res) => {
    passTime(world);
    const payment = world.storage.findPayment(textOf(req.body, 'payToken'));
    if (!payment) {
      sendUnknown(res);
      return;
    }
    try {
      const redirectTo = world.storage.unit(() => submit(world, payment, req.body));
      tick();
      res.redirect(303, redirectTo);
    } catch (error) {
      if (!(error instanceof NotPossibleError)) throw error;
      res.status(409).send(refusalPage(world, payment));
    }
  });
  return router;
}
