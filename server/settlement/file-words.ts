/** The words of the settlement's files. */
import type { DayState, DepositReason, FeeState, LineState } from '../../shared/settlement.ts';

interface FileWords {
  sheet: string;
  sumSheet: string;
  columns: Record<
    | ('dueDay' | 'tradeDay' | 'type' | 'state' | 'amount' | 'fee' | 'vat' | 'settled' | 'method')
    | ('orderNo' | 'feeState' | 'ownFee' | 'ownVat' | 'difference' | 'rate' | 'version')
    | ('payToken' | 'transactionId' | 'expected' | 'deposit' | 'depositDifference' | 'reason'),
    string
  >;
  types: Readonly<Record<string, string>>;
  lines: Record<LineState | 'missing', string>;
  fees: Record<FeeState, string>;
  days: Record<DayState, string>;
  reasons: Record<DepositReason, string>;
  /** Beside a day without a payout day. */
  noDueDay: string;
}

const ko: FileWords = {
  sheet: '정산 내역',
  sumSheet: '입금',
  columns: {
    dueDay: '지급일',
    tradeDay: '거래일',
    type: '종류',
    state: '대조',
    amount: '금액 (원)',
    fee: '수수료 (원)',
    vat: '수수료 부가세 (원)',
    settled: '정산액 (원)',
    method: '결제수단',
    orderNo: '주문번호',
    feeState: '수수료 대조',
    ownFee: '계약 수수료 (원)',
    ownVat: '계약 부가세 (원)',
    difference: '수수료 차이 (원)',
    rate: '수수료율 (%)',
    version: '바뀐 횟수',
    payToken: '결제 토큰',
    transactionId: '거래번호',
    expected: '입금 예정 (원)',
    deposit: '실제 입금 (원)',
    depositDifference: '입금 차이 (원)',
    reason: '차이가 난 이유',
  },
  types: { PAY: '결제', REFUND: '환불' },
  lines: {
    matched: '맞음',
    'amount-differs': '금액 다름',
    'not-in-books': '장부에 없음',
    'unknown-type': '모르는 종류',
    missing: '정산에 없음',
  },
  fees: { fits: '맞음', differs: '다름', 'no-rate': '수수료율 없음', untold: '알 수 없음' },
  days: {
    none: '없음',
    open: '입금 확인 전',
    matched: '맞음',
    differs: '차이',
    explained: '이유 있음',
    incomplete: '미완',
  },
  reasons: {
    held: '지급보류',
    'held-for-claims': '채권 대비 보류',
    offset: '타잔액상계',
    'difference-settlement': '차액정산',
    correction: '보정',
    reserve: '예치금',
    other: '기타',
  },
  noDueDay: '지급일 없음',
};

const en: FileWords = {
  sheet: 'Lines',
  sumSheet: 'Deposits',
  columns: {
    dueDay: 'Payout day',
    tradeDay: 'Trade day',
    type: 'Type',
    state: 'Compared',
    amount: 'Amount (KRW)',
    fee: 'Fee (KRW)',
    vat: 'VAT on fee (KRW)',
    settled: 'Settled (KRW)',
    method: 'Method',
    orderNo: 'Order number',
    feeState: 'Fee compared',
    ownFee: 'Fee by contract (KRW)',
    ownVat: 'VAT by contract (KRW)',
    difference: 'Fee difference (KRW)',
    rate: 'Rate (%)',
    version: 'Changes',
    payToken: 'Payment token',
    transactionId: 'Transaction',
    expected: 'Expected (KRW)',
    deposit: 'Received (KRW)',
    depositDifference: 'Difference (KRW)',
    reason: 'Reason',
  },
  types: { PAY: 'Payment', REFUND: 'Refund' },
  lines: {
    matched: 'Matches',
    'amount-differs': 'Other amount',
    'not-in-books': 'Not in books',
    'unknown-type': 'Unknown type',
    missing: 'Not settled',
  },
  fees: { fits: 'Fits', differs: 'Differs', 'no-rate': 'No rate', untold: 'Unknown' },
  days: {
    none: 'Nothing',
    open: 'Not checked yet',
    matched: 'Matches',
    differs: 'Differs',
    explained: 'Explained',
    incomplete: 'Incomplete',
  },
  reasons: {
    held: 'Payout held back',
    'held-for-claims': 'Held for claims',
    offset: 'Offset with another balance',
    'difference-settlement': 'Difference settlement',
    correction: 'Correction',
    reserve: 'Reserve',
    other: 'Other',
  },
  noDueDay: 'No payout day',
};

export const fileWords: Readonly<Record<'ko' | 'en', FileWords>> = { ko, en };
export type { FileWords };
