import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { formatAmount, formatCountdown, formatMoment } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { useOperationStory } from '../parts/operation-story.tsx';
import { OperationChip, PaymentChip } from '../parts/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { BulkRow } from './bulk-row.tsx';
import { expiresSoon, type ReviewItem } from './review-items.ts';
import { GoTo, paymentPath, Row } from './review-row.tsx';
import styles from './review-row.module.css';
import { SettlementRow } from './settlement-row.tsx';
import { OverRow, TransferRow } from './transfer-row.tsx';

/** The parts of another feature, given by the page. */
export interface OperationParts {
  /** The one act of an operation; `otherwise` where there is none. */
  act: (operation: Operation, otherwise: ReactNode) => ReactNode;
  /** Why this person can't decide, and who can; renders nothing where they can. */
  whyNot: (operation: Operation) => ReactNode;
}

function Content({ payToken }: { payToken: string }) {
  const { t } = useTranslation();
  return <GoTo to={paymentPath(payToken)}>{t('review.card.content')}</GoTo>;
}

function ApprovedRow({
  payment,
  role,
  isFirst,
}: {
  payment: ListedPayment;
  role: Role;
  isFirst: boolean;
}) {
  const { t } = useTranslation();
  const state = useTick((nowMs) => {
    if (payment.expiresAt === null) return 'waiting';
    if (formatCountdown(payment.expiresAt, nowMs) === null) return 'expired';
    return expiresSoon(payment, nowMs) ? 'soon' : 'waiting';
  });
  const { payToken, amount } = payment;
  return (
    <Row
      kind="approved"
      chip={<PaymentChip payment={payment} />}
      won={amount}
      sentence={t(`review.approved.${state}`)}
      about={[payment.productDesc]}
      payment={payment}
      act={
        paymentActions(payment, role).execute.allowed ? (
          <GoTo to={`${paymentPath(payToken)}?act=execute`} primary={isFirst}>
            {t('review.card.execute', { amount: formatAmount(amount) })}
          </GoTo>
        ) : (
          <Content payToken={payToken} />
        )
      }
    />
  );
}

interface OperationRowProps {
  kind: string;
  operation: Operation;
  chip?: ReactNode;
  /** The desk or Toss goes on by itself. */
  waits?: boolean;
  parts: OperationParts;
  asksProduct: boolean;
}

function OperationRow(props: OperationRowProps) {
  const { kind, operation, waits = false, parts, asksProduct } = props;
  const { chip = <OperationChip operation={operation} /> } = props;
  const { t } = useTranslation();
  const story = useOperationStory(operation);
  const { payToken, orderNo, reason, approvalLapsesAt: until, nextCheckAt } = operation;
  const payment = useQuery({ ...paymentOptions(payToken), enabled: asksProduct });
  const left = useTick((nowMs) =>
    nextCheckAt === null ? null : formatCountdown(nextCheckAt, nowMs),
  );
  const next = left === null ? null : t('review.story.next.check', { left });
  const note = story.call ?? story.warning;
  const asksToSend = operation.state === 'proposed' || operation.state === 'absent';
  const transferredWon = payment.data?.bankTransferOffer.recordedWon ?? 0;
  const content = <Content payToken={payToken} />;
  return (
    <Row
      kind={kind}
      loud={story.loud}
      chip={chip}
      won={operation.amount}
      sentence={story.title}
      note={
        <>
          {note === null ? null : <p>{note}</p>}
          {asksToSend && transferredWon > 0 ? (
            <p>{t('review.transfer.given', { amount: formatAmount(transferredWon) })}</p>
          ) : null}
          {next === null || waits ? null : <p className={styles.next}>{next}</p>}
          {parts.whyNot(operation)}
        </>
      }
      about={[
        payment.data?.payment.productDesc ?? null,
        operation.state === 'proposed' ? reason : null,
        operation.state === 'proposed' && until !== null
          ? t('review.until', { when: formatMoment(until) })
          : null,
      ]}
      payment={{ payToken, orderNo }}
      act={waits ? next : parts.act(operation, content)}
    />
  );
}

/** A difference from Toss; for a contradicted operation, with the decision about it. */
function DriftRow({
  payment,
  parts,
  asksProduct,
}: {
  payment: ListedPayment;
  parts: OperationParts;
  asksProduct: boolean;
}) {
  const { t } = useTranslation();
  const drift = payment.drift ?? 'contradiction';
  const asks = asksProduct && drift === 'contradiction';
  const { data } = useQuery({ ...paymentOptions(payment.payToken), enabled: asks });
  const disputed = asks ? (data?.operations ?? []).filter((one) => one.disputed) : [];
  const chip = <PaymentChip payment={{ ...payment, openOperation: null }} />;
  if (disputed.length > 0) {
    return disputed.map((operation) => (
      <OperationRow key={operation.id} kind="drift" {...{ operation, chip, parts, asksProduct }} />
    ));
  }
  return (
    <Row
      kind="drift"
      chip={chip}
      won={drift === 'outside-refund' ? payment.refunded : payment.amount}
      sentence={t(`review.drift.${drift}.title`)}
      about={[payment.productDesc]}
      payment={payment}
      act={<Content payToken={payment.payToken} />}
    />
  );
}

/** One thing to do: what happens, in one sentence, and one act. */
export function ReviewItemRow({
  item,
  role,
  staffId,
  parts,
  isFirst,
  asksProduct,
}: {
  item: ReviewItem;
  role: Role;
  /** Id of the signed-in user, who can't approve their own requests. */
  staffId: string;
  parts: OperationParts;
  /** The most urgent act of the view: the only primary one. */
  isFirst: boolean;
  /** `true` fetches the payment's details; rows far down in a long queue do without. */
  asksProduct: boolean;
}) {
  switch (item.kind) {
    case 'approved':
      return <ApprovedRow payment={item.payment} role={role} isFirst={isFirst} />;
    case 'drift':
      return <DriftRow payment={item.payment} parts={parts} asksProduct={asksProduct} />;
    case 'bulk':
      return <BulkRow run={item.run} staffId={staffId} />;
    case 'transfer':
      return <TransferRow transfer={item.transfer} staffId={staffId} />;
    case 'over':
      return <OverRow given={item.over} />;
    case 'settlement':
      return <SettlementRow item={item} />;
    case 'unclear':
    case 'proposed':
    case 'absent':
    case 'needs_review':
    case 'given_up':
      return (
        <OperationRow
          kind={item.kind}
          operation={item.operation}
          waits={item.group === 'waiting'}
          parts={parts}
          asksProduct={asksProduct}
        />
      );
  }
}
