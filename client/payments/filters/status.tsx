import { STATUS_MAX, STATUSES_MAX } from '../../../shared/limits.ts';
import {
  chipStatuses,
  isPayStatus,
  payStatuses,
  type ChipStatus,
  type PayStatus,
} from '../../../shared/payment.ts';
import { paymentWordsKo } from '../../../shared/payment-words.ts';
import { i18n } from '../../copy/i18n.ts';
import { plainWord, readWord, type Filter } from './filter.ts';

interface StatusPart {
  status: readonly string[];
}

type Change = StatusPart;

const is = (status: PayStatus | ChipStatus): Change => ({ status: [status] });
const partly = is('partial');
const fully = is('full');

/** Toss's one status for both, as saved filters and shared addresses have it. */
const REFUNDED = 'REFUND_SUCCESS';

/** The statuses in the words of the chips, most urgent first. */
const offered: readonly (PayStatus | ChipStatus)[] = [
  'PAY_APPROVED',
  'unclear',
  'proposed',
  'drift',
  ...payStatuses.flatMap((status): (PayStatus | ChipStatus)[] =>
    status === REFUNDED ? ['partial', 'full'] : status === 'PAY_APPROVED' ? [] : [status],
  ),
];

function isChipStatus(status: string): status is ChipStatus {
  return (chipStatuses as readonly string[]).includes(status);
}

const searchWords: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    payStatuses.map((status) => [plainWord(paymentWordsKo.status[status]), is(status)]),
  ),
  취소: is('PAY_CANCEL'),
  부분환불: partly,
  전액환불: fully,
  관리자확인대기: is('proposed'),
  결과확인중: is('unclear'),
  토스와다름: is('drift'),
  어긋남: is('drift'),
  proposed: is('proposed'),
  unclear: is('unclear'),
  mismatch: is('drift'),
  standby: is('PAY_STANDBY'),
  waiting: is('PAY_STANDBY'),
  approved: is('PAY_APPROVED'),
  toexecute: is('PAY_APPROVED'),
  awaitingcapture: is('PAY_APPROVED'),
  awaitingpayment: is('PAY_STANDBY'),
  awaitingapproval: is('proposed'),
  differsfromtoss: is('drift'),
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
  if (isPayStatus(status)) return i18n.t(`statuses.toss.${status}`);
  if (!isChipStatus(status)) return status;
  switch (status) {
    case 'partial':
    case 'full':
      return i18n.t(`statuses.${status}`);
    case 'proposed':
      return i18n.t('statuses.operation.proposed');
    case 'unclear':
      return i18n.t('statuses.operation.unknown');
    case 'drift':
      return i18n.t('statuses.drift.contradiction');
  }
}

/** One or several labels, separated by commas, or the values of Toss. */
function readTerm(text: string): Change | null {
  const named = readWord(searchWords, text);
  if (named !== null) return named;
  const several = text.split(',').map((part) => {
    const code = payStatuses.find((status) => status === part.trim().toUpperCase());
    return code === undefined ? readWord(searchWords, part) : is(code);
  });
  if (several.includes(null)) return null;
  return { status: [...new Set(several.flatMap((change) => change?.status ?? []))] };
}

export const statusFilter: Filter<StatusPart, 'status'> = {
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
      options={offered.map((value) => ({ value, word: word(value) }))}
      values={part.status.flatMap((status) => (status === REFUNDED ? ['partial', 'full'] : status))}
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
