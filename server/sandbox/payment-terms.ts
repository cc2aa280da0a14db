import type { PayMethod } from './payment-row.ts';

/**
 * What only v2 lets a merchant ask for, and what a buyer paid with. Stored apart from the payment
 * row: a payment without an entry has the defaults.
 */
export type PaymentTerms = {
  createdBy: 'v1' | 'v2';
  callbackVersion: 'V1' | 'V2';
  /** The only methods and cards offered; `null`: all of them. */
  payMethod: PayMethod | null;
  cardCompanyCodes: number[] | null;
  installment: boolean;
  /** 즉시할인 and 토스포인트, both paid by Toss. */
  discountWon: number;
  pointsWon: number;
  cupDepositWon: number;
  /** Months; 0 = lump sum. */
  spreadOut: number;
  noInterest: boolean;
  cardMethodType: (typeof CARD_METHOD_TYPES)[number];
  cardUserType: (typeof CARD_USER_TYPES)[number];
  bankCode: string;
};

export const CARD_METHOD_TYPES = ['CREDIT', 'CHECK', 'PREPAYMENT'] as const;
export const CARD_USER_TYPES = [
  'PERSONAL',
  'PERSONAL_FAMILY',
  'CORP_PERSONAL',
  'CORP_PRIVATE',
  'CORP_COMPANY',
] as const;

/** `discountedAmount` of a whole payment: since 2023 it includes the points. */
export function discountedOf(terms: PaymentTerms): number {
  return terms.discountWon + terms.pointsWon;
}

/** What a buyer pays with who says nothing. */
export const DEFAULT_CHOICE = {
  discountWon: 0,
  pointsWon: 0,
  cupDepositWon: 0,
  spreadOut: 0,
  noInterest: false,
  cardMethodType: 'CREDIT',
  cardUserType: 'PERSONAL',
  bankCode: '088',
} as const satisfies Partial<PaymentTerms>;

export const DEFAULT_TERMS: PaymentTerms = {
  createdBy: 'v1',
  callbackVersion: 'V1',
  payMethod: null,
  cardCompanyCodes: null,
  installment: true,
  ...DEFAULT_CHOICE,
};
