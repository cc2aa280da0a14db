import { NotPossibleError } from '../answer.ts';
import { CARD_COMPANIES, cardCompanyCode } from '../card-companies.ts';
import type { PaymentRow, PayMethod } from '../payment-row.ts';
import type { PaymentTerms } from '../payment-terms.ts';
import type { World } from '../world.ts';
import { type BuyerChoice, recordBuyerTerms } from './buyer-terms.ts';
import { endWaiting } from './cancel-payment.ts';
import { chargeBuyer } from './charge-buyer.ts';
import { movePayment } from './move-payment.ts';

/** Why a buyer can't pay or cancel; `undefined` when they can. */
export function buyerObstacle(
  world: World,
  payment: PaymentRow,
): 'not-waiting' | 'order-paid-elsewhere' | undefined {
  if (payment.status !== 'PAY_STANDBY') return 'not-waiting';
  const owned = world.storage.findOwned(payment.apiKey, payment.orderNo);
  // An orderNo may have several payments, of which at most one gets paid.
  return owned && owned.payToken !== payment.payToken ? 'order-paid-elsewhere' : undefined;
}

function needPresent(world: World, payment: PaymentRow): void {
  const obstacle = buyerObstacle(world, payment);
  if (obstacle === 'not-waiting') {
    throw new NotPossibleError(`The payment is in ${payment.status}, not in PAY_STANDBY.`);
  }
  if (obstacle) throw new NotPossibleError('Another payment of this orderNo has a buyer already.');
}

/** Appends to an existing query; the merchant's own part stays byte for byte. */
function withQuery(url: string, added: Record<string, string>): string {
  const [address = '', fragment] = url.split('#', 2);
  const joint = address.includes('?') ? '&' : '?';
  const query = new URLSearchParams(added).toString();
  return `${address}${joint}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** What v2 tells the merchant in the address, beside status, orderNo and payMethod. */
function paidWithQuery(payment: PaymentRow, terms: PaymentTerms): Record<string, string> {
  if (terms.createdBy === 'v1') return {};
  const code = cardCompanyCode(payment.cardCompanyName);
  if (payment.payMethod !== 'CARD') return { bankCode: terms.bankCode };
  return code === undefined ? {} : { cardCompany: String(code) };
}

/** The buyer picks a payment method and authenticates. Returns where the browser goes next. */
export function authenticateBuyer(
  world: World,
  payment: PaymentRow,
  payMethod: PayMethod,
  companyName: string | undefined,
  choice: BuyerChoice = {},
): string {
  needPresent(world, payment);
  const at = world.clock.now();
  const cardCompanyName = payMethod === 'CARD' ? (companyName ?? CARD_COMPANIES[0]) : null;
  const terms = recordBuyerTerms(world, payment, payMethod, cardCompanyName, choice);
  const buyer = { hasOwner: 1, payMethod, cardCompanyName, approvedAt: at };
  const moved =
    payment.autoExecute === 1
      ? chargeBuyer(world, payment, undefined, buyer)
      : movePayment(world, payment, 'PAY_APPROVED', { at, ...buyer });
  const { status, orderNo } = moved;
  return withQuery(payment.retUrl, {
    status,
    orderNo,
    payMethod,
    ...paidWithQuery(moved, terms),
  });
}

/** The buyer cancels: PAY_CANCEL, then retCancelUrl unchanged. */
export function abandonPayment(world: World, payment: PaymentRow): string {
  needPresent(world, payment);
  endWaiting(world, payment, world.clock.now(), 'buyer');
  return payment.retCancelUrl;
}
