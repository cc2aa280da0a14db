import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { callApi } from '../api-client.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { Acknowledge } from './acknowledge.tsx';
import styles from './payment-detail.module.css';
import { ReadNow } from './read-now.tsx';

/** When a late finding was made. */
const foundAt = ({ endedAt, evidence, createdAt }: Operation) =>
  endedAt ?? evidence?.at ?? createdAt;

/** `true` once a person has acknowledged it. */
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

/** The operation whose notice already describes the contradiction. */
export function tellsDrift(detail: PaymentDetail): Operation | undefined {
  const { payment, operations } = detail;
  if (payment.drift !== 'contradiction') return undefined;
  return (
    operations.find(({ disputed }) => disputed) ??
    operations.find((one) => one.late && !isSeen(one, detail))
  );
}

interface DriftProps {
  detail: PaymentDetail;
  mayAct: boolean;
  onAcknowledged: () => void;
}

/** How to end a difference: an acknowledgement or, for `missing`, only an answer of Toss. */
export function DriftEnd({ detail, mayAct, onAcknowledged }: DriftProps) {
  const { payment } = detail;
  const { drift } = payment;
  if (drift === null) return null;
  const { payToken } = payment;
  if (drift === 'missing') return <ReadNow payToken={payToken} />;
  if (!mayAct) return null;
  return (
    <Acknowledge
      payment={payment}
      draft={`acknowledge ${payToken}`}
      send={(body) =>
        callApi('POST /api/payments/:payToken/acknowledge', {
          params: { payToken },
          body: { drift, ...body },
        })
      }
      onDone={onAcknowledged}
    />
  );
}

/**
 * 어긋남: how the desk's books and Toss's differ, what follows for the next action, and how to end the
 * difference. Leaves out what an operation's notice already says.
 */
export function DriftNotice(props: DriftProps) {
  const { t } = useTranslation();
  const { detail } = props;
  const { payment } = detail;
  const { drift, readFault } = payment;
  // A read that lags or goes back is reported as a difference only if it lasts.
  const isUnread = readFault !== null && readFault !== 'lacks-booked' && readFault !== 'goes-back';
  const late = detail.operations
    .filter((operation) => operation.late)
    .map((operation) => ({ operation, seen: isSeen(operation, detail) }));
  const told = tellsDrift(detail);
  const untold = told === undefined ? drift : null;
  if (untold === null && late.length === 0 && !isUnread) return null;
  return (
    <div className={styles.notices}>
      {late.map(({ operation, seen }) => (
        <LateNotice key={operation.id} operation={operation} seen={seen}>
          {told === operation && !told.disputed ? <DriftEnd {...props} /> : null}
        </LateNotice>
      ))}
      {isUnread ? (
        <Notice tone="warn" silent title={t('detail.readFault.title')}>
          <p>{t(`detail.readFault.${readFault === 'wrong-amounts' ? 'amounts' : 'text'}`)}</p>
        </Notice>
      ) : null}
      {untold === null ? null : (
        <Notice
          tone="bad"
          silent
          title={t(`detail.drift.${untold}.title`)}
          icon={
            untold === 'outside-refund' ? <IconExternalLink size={16} stroke={1.75} /> : undefined
          }
        >
          <p>{t(`detail.drift.${untold}.text`)}</p>
          <DriftEnd {...props} />
        </Notice>
      )}
    </div>
  );
}
