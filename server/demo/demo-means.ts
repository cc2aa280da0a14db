/** What a demo buyer pays with besides method and card. Most of it is shown only by v2. */
import { pickOne } from './demo-order.ts';

/** A buyer's choice as the sandbox takes it. */
export type DemoMeans = {
  discountWon?: number;
  pointsWon?: number;
  spreadOut?: number;
  noInterest?: boolean;
  cardMethodType?: string;
  cardUserType?: string;
};

/** Cards take installments from here on. */
const LEAST_INSTALLMENT_WON = 50_000;

function pickCard(random: () => number, amountWon: number): DemoMeans {
  const isCheck = random() < 0.3;
  const cardUserType = random() < 0.1 ? 'CORP_COMPANY' : 'PERSONAL';
  if (isCheck) return { cardMethodType: 'CHECK', cardUserType };
  const isSplit = amountWon >= LEAST_INSTALLMENT_WON && random() < 0.5;
  if (!isSplit) return { cardMethodType: 'CREDIT', cardUserType };
  const spreadOut = pickOne(random, [2, 3, 3, 6]);
  return { cardMethodType: 'CREDIT', cardUserType, spreadOut, noInterest: spreadOut <= 3 };
}

const hundreds = (won: number) => Math.floor(won / 100) * 100;

/** An instant discount for one buyer in six, points for one in eight. */
function pickDiscount(random: () => number, amountWon: number): DemoMeans {
  const share = random() < 1 / 6 ? pickOne(random, [0.03, 0.05, 0.1]) : 0;
  const discountWon = hundreds(amountWon * share);
  const pointsWon = random() < 1 / 8 ? hundreds(amountWon * pickOne(random, [0.05, 0.2])) : 0;
  return { ...(discountWon > 0 && { discountWon }), ...(pointsWon > 0 && { pointsWon }) };
}

export function pickDemoMeans(
  random: () => number,
  payMethod: string,
  amountWon: number,
): DemoMeans {
  const card = payMethod === 'CARD' ? pickCard(random, amountWon) : {};
  return { ...card, ...pickDiscount(random, amountWon) };
}
