/** Reports how this Toss writes refund numbers, from the recorded calls of one refund. */
import { isSameRefundNo } from '../../shared/refund-number.ts';
import { wonOf } from './wire-v1.ts';
import { readPaymentV2 } from './wire-v2.ts';

export interface SentRefund {
  /** The `refundNo` that was sent. */
  id: string;
  /** What the status should call it: v1 the number that was sent, v2 what its answer told. */
  listedAs: string;
  /** Won. */
  amount: number;
  /** Toss's answer as JSON; `null` when it is unreadable. */
  answer: Record<string, unknown> | null;
  /** What remains refundable after it, in won. */
  leftWon: number;
  /** Status reads since then, oldest first. */
  reads: readonly StatusRead[];
}

/** v2's status as the entries of v1 have it: it lists the refunds by their transactions. */
export function entriesOfV2(json: Record<string, unknown> | null): StatusRead['refunds'] {
  const read = json === null ? null : readPaymentV2(json);
  if (read === null || read.refunds === null) return null;
  return read.refunds.map(({ transactionId, amount, done }) => ({
    ...{ refundNo: transactionId, amount, status: done ? 'SUCCESS' : 'PROGRESS' },
  }));
}

export interface StatusRead {
  /** Time since the refund was sent. */
  afterMs: number;
  /** The list of refunds as received; `null` when it is unreadable. */
  refunds: readonly Record<string, unknown>[] | null;
}

/** One observation in Korean and English, and whether the desk expects it. */
export interface Told {
  text: string;
  asExpected: boolean;
}

type Written = 'as-sent' | 'other-case' | 'other' | 'none';

function howWritten(id: string, refundNo: unknown): Written {
  if (typeof refundNo !== 'string' || refundNo === '') return 'none';
  if (refundNo === id) return 'as-sent';
  return isSameRefundNo(refundNo, id) ? 'other-case' : 'other';
}

const numberWords: Record<Written, string> = {
  'as-sent': '보낸 번호 그대로 · as it was sent',
  'other-case': '보낸 번호를 다른 대소문자로 · the same in other letters',
  other: '다른 번호로 · another number',
  none: '없음 · none',
};

function number(label: string, written: Written): Told {
  return { text: `${label}: ${numberWords[written]}`, asExpected: written === 'as-sent' };
}

/** The entry of this refund: by its number, else the only one of its amount. */
function entryOf({ listedAs, amount }: SentRefund, { refunds }: StatusRead) {
  const listed = refunds ?? [];
  const alike = listed.filter((refund) => wonOf(refund['amount']) === amount);
  return (
    listed.find((refund) => howWritten(listedAs, refund['refundNo']) === 'as-sent') ??
    listed.find((refund) => howWritten(listedAs, refund['refundNo']) === 'other-case') ??
    (alike.length === 1 ? alike[0] : undefined)
  );
}

/** The first read that shows the refund as done, else the first that shows it. */
function firstSight(sent: SentRefund) {
  const seen = sent.reads.flatMap((read, index) => {
    const entry = entryOf(sent, read);
    return entry === undefined ? [] : [{ entry, read, index }];
  });
  return seen.find(({ entry }) => entry['status'] === 'SUCCESS') ?? seen[0];
}

/** `true` when a read shows it as done, so waiting can end. */
export function isShown(sent: SentRefund): boolean {
  return firstSight(sent)?.entry['status'] === 'SUCCESS';
}

/** The observations, most important first. */
export function tellFirstRefund(sent: SentRefund): Told[] {
  const { id, listedAs, amount, answer, leftWon } = sent;
  const answered = number(
    '응답의 환불번호 · number in the answer',
    howWritten(id, answer?.['refundNo']),
  );
  const left = wonOf(answer?.['refundableAmount']);
  const rest: Told[] =
    left === null
      ? []
      : [
          {
            text: `응답의 남은 금액 · rest in the answer: ${String(left)}`,
            asExpected: left === leftWon,
          },
        ];
  const sight = firstSight(sent);
  if (sight === undefined) {
    const text = `상태 조회 ${String(sent.reads.length)}번에 안 보임 · not in ${String(sent.reads.length)} status reads`;
    return [answered, ...rest, { text, asExpected: false }];
  }
  const { entry, read, index } = sight;
  const shownAmount = entry['amount'];
  const seconds = (read.afterMs / 1000).toFixed(1);
  return [
    answered,
    number('상태의 환불번호 · number in the status', howWritten(listedAs, entry['refundNo'])),
    {
      text: `${seconds}초 뒤, 조회 ${String(index + 1)}번째에 보임 · shown after ${seconds} s, in read ${String(index + 1)}`,
      asExpected: true,
    },
    {
      text: `금액 · amount: ${JSON.stringify(shownAmount)}`,
      asExpected: wonOf(shownAmount) === amount,
    },
    {
      text: `상태 · state: ${JSON.stringify(entry['status'])}`,
      asExpected: entry['status'] === 'SUCCESS',
    },
    ...rest,
  ];
}
