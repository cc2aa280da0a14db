import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { DriftAcknowledge } from './drift-acknowledge.tsx';
import styles from './payment-detail.module.css';
import { ReadNow } from './read-now.tsx';

/** When a late finding was made. */
const foundAt = ({ endedAt, evidence, createdAt }: Operation) =>
  endedAt ?? evidence?.at ?? createdAt;

/** `true` once somebody has written down that they looked at it. */
function isSeen(operation: Operation, detail: PaymentDetail): boolean {
  return detail.timeline.some(
    (entry) => entry.what === 'drift-acknowledged' && entry.at >= foundAt(operation),
  );
}

function LateNotice({
  operation,
  seen,
  children,
}: {
  operation: Operation;
  seen: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { kind, amount } = operation;
  const what = t(`detail.timeline.act.${kind}`, { amount: formatAmount(amount) });
  const when = formatMoment(foundAt(operation));
  return (
    <Notice
      tone={seen ? 'plain' : 'bad'}
      silent
      title={t(`detail.drift.late.title.${kind}`)}
      icon={<IconAlertTriangle size={16} stroke={1.75} />}
    >
      <p>{t(seen ? 'detail.drift.late.seen' : 'detail.drift.late.text', { what, when })}</p>
      {children}
    </Notice>
  );
}

/**
 * 어긋남: where the desk's books and Toss's differ, what it means for the next act, and what ends
 * it: a person who has looked, or for `missing` nothing but an answer of Toss.
 */
export function DriftNotice({
  detail,
  mayAct,
  onAcknowledged,
}: {
  detail: PaymentDetail;
  mayAct: boolean;
  onAcknowledged: () => void;
}) {
  const { t } = useTranslation();
  const { payment } = detail;
  const { drift, readFault } = payment;
  // What lags, or goes back, is told as a difference when it lasts.
  const isUnread = readFault !== null && readFault !== 'lacks-booked' && readFault !== 'goes-back';
  const late = detail.operations
    .filter((operation) => operation.late)
    .map((operation) => ({ operation, seen: isSeen(operation, detail) }));
  if (drift === null && late.length === 0 && !isUnread) return null;
  // A late finding is the contradiction: told once, in the words that say what was found.
  const told = drift === 'contradiction' ? late.find((one) => !one.seen) : undefined;
  const end =
    drift === null ? null : drift === 'missing' ? (
      <ReadNow payToken={payment.payToken} />
    ) : mayAct ? (
      <DriftAcknowledge payment={payment} drift={drift} onDone={onAcknowledged} />
    ) : null;
  return (
    <div className={styles.notices}>
      {late.map(({ operation, seen }) => (
        <LateNotice key={operation.id} operation={operation} seen={seen}>
          {told?.operation === operation ? end : null}
        </LateNotice>
      ))}
      {isUnread ? (
        <Notice tone="warn" silent title={t('detail.readFault.title')}>
          <p>{t('detail.readFault.text')}</p>
        </Notice>
      ) : null}
      {drift === null || told !== undefined ? null : (
        <Notice
          tone="bad"
          silent
          title={t(`detail.drift.${drift}.title`)}
          icon={
            drift === 'outside-refund' ? <IconExternalLink size={16} stroke={1.75} /> : undefined
          }
        >
          <p>{t(`detail.drift.${drift}.text`)}</p>
          {end}
        </Notice>
      )}
    </div>
  );
}
