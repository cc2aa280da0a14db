import { STATUS_MAX, STATUSES_MAX } from '../../../shared/limits.ts';
import { isPayStatus, payStatuses, type PayStatus } from '../../../shared/payment.ts';
import { paymentWordsKo } from '../../../shared/payment-words.ts';
import { i18n } from '../../copy/i18n.ts';
import { plainWord, readWord, type Filter } from './filter.ts';
import type { RefundPart } from './refund.ts';

interface StatusPart {
  status: readonly string[];
}

type Change = Partial<StatusPart & RefundPart>;

const is = (status: PayStatus): Change => ({ status: [status] });
const partly: Change = { status: ['REFUND_SUCCESS'], refund: 'partial' };
const fully: Change = { status: ['REFUND_SUCCESS'], refund: 'full' };

const searchWords: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    payStatuses.map((status) => [plainWord(paymentWordsKo.status[status]), is(status)]),
  ),
  취소: is('PAY_CANCEL'),
  부분환불: partly,
  전액환불: fully,
  standby: is('PAY_STANDBY'),
  waiting: is('PAY_STANDBY'),
  approved: is('PAY_APPROVED'),
  toexecute: is('PAY_APPROVED'),
  charging: is('PAY_PROGRESS'),
  paid: is('PAY_COMPLETE'),
  canceled: is('PAY_CANCEL'),
  cancelled: is('PAY_CANCEL'),
  refunding: is('REFUND_PROGRESS'),
  refunded: is('REFUND_SUCCESS'),
  partial: partly,
  partlyrefunded: partly,
  full: fully,
  fullyrefunded: fully,
  settled: is('SETTLEMENT_COMPLETE'),
  refundsettled: is('SETTLEMENT_REFUND_COMPLETE'),
};

/** The status's label; one that the desk does not know stays as Toss sent it. */
function word(status: string): string {
  return isPayStatus(status) ? i18n.t(`statuses.toss.${status}`) : status;
}

/** One or several labels, separated by commas, or the values of Toss. */
function readTerm(text: string): Change | null {
  const named = readWord(searchWords, text);
  if (named !== null) return named;
  const several = text.split(',').map((part) => {
    const code = payStatuses.find((status) => status === part.trim().toUpperCase());
    return code === undefined ? readWord(searchWords, part) : is(code);
  });
  // With another status 부분 and 전액 can't be told apart: Toss has one status for both.
  if (several.some((change) => change === null || (several.length > 1 && change.refund))) {
    return null;
  }
  return { status: [...new Set(several.flatMap((change) => change?.status ?? []))] };
}

export const statusFilter: Filter<StatusPart, 'status', StatusPart & RefundPart> = {
  name: { ko: '상태', en: 'Status' },
  initial: { status: [] },
  read: (search) => ({
    status: [...new Set(search.getAll('status'))]
      .filter((text) => text.length <= STATUS_MAX)
      .slice(0, STATUSES_MAX),
  }),
  write: ({ status }) => ({ status }),
  toDesk: ({ status }) => ({ status: status.length === 0 ? null : [...status] }),
  value: ({ status: [first = '', ...others] }) =>
    others.length === 0
      ? word(first)
      : i18n.t('list.filters.several', { first: word(first), count: others.length }),
  field: ({ ManyField }, { label, part, onChange }) => (
    <ManyField
      label={label}
      options={payStatuses.map((value) => ({ value, word: word(value) }))}
      values={part.status}
      onChange={(status) => onChange({ status })}
    />
  ),
  term: {
    keys: ['상태', 'status'],
    examples: {
      ko: '상태:결제완료,승인대기 · 상태:부분환불',
      en: 'status:paid,approved · status:partial',
    },
    read: readTerm,
  },
};
