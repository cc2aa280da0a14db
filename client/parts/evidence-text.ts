/** The evidence for an operation's state as text: when, by whom or what, and why. */
import type { TFunction } from 'i18next';
import type { Evidence, Operation, TransitionCause } from '../../shared/operation.ts';
import { formatAmount, formatRowTime } from '../format.ts';

/** Causes whose `detail` is a person's text; every other `detail` is the desk's English. */
const writtenByPerson: readonly TransitionCause[] = [
  'refused',
  'resolved-succeeded',
  'resolved-failed',
  'resolved-given-up',
  'released',
];

/** Maps the desk's message about a contradiction to our translation. */
const contradictions = [
  [/shows this refund twice/, 'twice'],
  [/refunded total rose/, 'total'],
  [/never shows this refund/, 'neverShown'],
  [/No read of Toss/, 'unreadable'],
] as const;

function contradictionText(detail: string, t: TFunction): string {
  const amount = /shows (\d+) won/.exec(detail)?.[1];
  if (amount !== undefined) {
    return t('review.contradictions.amount', { amount: formatAmount(Number(amount)) });
  }
  const known = contradictions.find(([pattern]) => pattern.test(detail));
  return known === undefined
    ? t('review.causes.contradicted')
    : t(`review.contradictions.${known[1]}`);
}

/** Who decided, if the operation says so. */
function deciderName(operation: Operation, cause: TransitionCause): string | undefined {
  // If it names nobody else, the requester withdrew it.
  if (cause === 'withdrawn') return (operation.resolvedBy ?? operation.requestedBy).name;
  return (cause === 'approved' ? operation.approvedBy : operation.resolvedBy)?.name;
}

function whatText({ cause, detail, grade }: Evidence, t: TFunction): string {
  if (cause === 'contradicted') return contradictionText(detail, t);
  return t(grade === undefined ? `review.causes.${cause}` : 'review.amountAndTime');
}

/** `'14:03 토스 조회: 처리된 것이 보였어요.'`; `null` if there is no evidence. */
export function evidenceText(operation: Operation, nowMs: number, t: TFunction): string | null {
  const { evidence, sole } = operation;
  if (evidence === null) return null;
  const { cause, detail } = evidence;
  const name = deciderName(operation, cause);
  const person =
    name === undefined ? t('review.sources.someone') : t('review.sources.staff', { name });
  const source = evidence.source === 'staff' ? person : t(`review.sources.${evidence.source}`);
  const words = {
    when: formatRowTime(evidence.at, nowMs),
    source,
    what: whatText(evidence, t),
    detail,
  };
  const quoted = detail !== '' && writtenByPerson.includes(cause);
  const told = t(quoted ? 'review.story.evidenceQuoted' : 'review.story.evidence', words);
  return sole ? `${told} ${t('review.story.known.sole')}` : told;
}
