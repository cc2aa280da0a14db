import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { formatAmount, formatClock, formatCountdown } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { methodName } from '../parts/method-name.ts';
import { useOperationStory } from '../parts/operation-story.tsx';
import { OperationChip, PaymentChip } from '../parts/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { BulkCard } from './bulk-card.tsx';
import { Card, GoTo } from './card-frame.tsx';
import styles from './review-card.module.css';
import { expiresSoon, type ReviewItem } from './review-items.ts';

function pathOf(payToken: string, act?: 'execute' | 'cancel'): string {
  const path = `/payments/${encodeURIComponent(payToken)}`;
  return act === undefined ? path : `${path}?act=${act}`;
}

function What({ product, orderNo }: { product: string | null; orderNo: string }) {
  return (
    <>
      {product === null ? null : <p>{product}</p>}
      <p className="mono">{orderNo}</p>
    </>
  );
}

function ApprovedCard({
  payment,
  since,
  role,
  isFirst,
}: {
  payment: ListedPayment;
  since: string;
  role: Role;
  isFirst: boolean;
}) {
  const { t } = useTranslation();
  const left = useTick((nowMs) =>
    payment.expiresAt === null ? '' : formatCountdown(payment.expiresAt, nowMs),
  );
  const soon = useTick((nowMs) => expiresSoon(payment, nowMs));
  const actions = paymentActions(payment, role);
  const method = methodName(payment);
  const known =
    method === null || payment.approvedAt === null
      ? t('review.approved.knownLess')
      : t('review.approved.known', { when: formatClock(payment.approvedAt), method });
  const waiting = soon && left !== null && left !== '';
  const title =
    left === null
      ? t('review.approved.expired')
      : waiting
        ? t('review.approved.soon', { left })
        : t('review.approved.waiting');
  const amount = formatAmount(payment.amount);
  return (
    <Card
      kind="approved"
      chip={<PaymentChip payment={payment} />}
      since={since}
      amount={amount}
      what={<What product={payment.productDesc} orderNo={payment.orderNo} />}
      payToken={payment.payToken}
      title={title}
      lines={[
        { label: t('review.lines.known'), text: known },
        ...(payment.expiresAt === null
          ? []
          : [{ label: t('review.lines.next'), text: t('review.approved.next') }]),
      ]}
      acts={
        <>
          {actions.execute.allowed ? (
            <GoTo
              to={pathOf(payment.payToken, 'execute')}
              look={waiting && isFirst ? 'filled' : 'default'}
            >
              {t('review.card.execute', { amount })}
            </GoTo>
          ) : null}
          <div className={styles.quiet}>
            {actions.cancel.allowed ? (
              <GoTo to={pathOf(payment.payToken, 'cancel')} look="subtle">
                {t('review.card.cancel')}
              </GoTo>
            ) : null}
            <GoTo
              to={pathOf(payment.payToken)}
              look={actions.execute.allowed ? 'subtle' : 'default'}
            >
              {t('review.card.detail')}
            </GoTo>
          </div>
        </>
      }
    />
  );
}

/** A difference from Toss; for a contradicted operation, with the decisions about it. */
function DriftCard({
  payment,
  since,
  operationActs,
  asksProduct,
}: {
  payment: ListedPayment;
  since: string;
  operationActs: (operation: Operation) => ReactNode;
  asksProduct: boolean;
}) {
  const { t } = useTranslation();
  const drift = payment.drift ?? 'contradiction';
  const refunded = formatAmount(payment.refunded);
  const asks = asksProduct && drift === 'contradiction';
  const { data } = useQuery({ ...paymentOptions(payment.payToken), enabled: asks });
  const disputed = asks ? (data?.operations ?? []).filter((one) => one.disputed) : [];
  const chip = <PaymentChip payment={{ ...payment, openOperation: null }} />;
  if (disputed.length > 0) {
    return disputed.map((operation) => (
      <OperationCard
        key={operation.id}
        kind="drift"
        operation={operation}
        chip={chip}
        since={since}
        acts={operationActs(operation)}
        asksProduct={asksProduct}
      />
    ));
  }
  return (
    <Card
      kind="drift"
      chip={chip}
      since={since}
      amount={formatAmount(payment.amount)}
      what={<What product={payment.productDesc} orderNo={payment.orderNo} />}
      payToken={payment.payToken}
      title={t(`review.drift.${drift}.title`)}
      lines={[
        { label: t('review.lines.toss'), text: t(`review.drift.${drift}.toss`, { refunded }) },
        { label: t('review.lines.next'), text: t(`review.drift.${drift}.next`) },
      ]}
      acts={<GoTo to={pathOf(payment.payToken)}>{t('review.card.content')}</GoTo>}
    />
  );
}

function OperationCard({
  kind,
  operation,
  chip = <OperationChip operation={operation} />,
  since,
  acts,
  asksProduct,
}: {
  kind: string;
  operation: Operation;
  chip?: ReactNode;
  since: string;
  acts: ReactNode;
  asksProduct: boolean;
}) {
  const { t } = useTranslation();
  const story = useOperationStory(operation);
  const payment = useQuery({ ...paymentOptions(operation.payToken), enabled: asksProduct });
  return (
    <Card
      kind={kind}
      loud={story.loud}
      chip={chip}
      since={since}
      amount={t(`review.card.${operation.kind}Amount`, { amount: formatAmount(operation.amount) })}
      what={
        <What product={payment.data?.payment.productDesc ?? null} orderNo={operation.orderNo} />
      }
      payToken={operation.payToken}
      title={story.title}
      lines={story.lines}
      acts={
        <>
          {acts}
          <GoTo to={pathOf(operation.payToken)} look="subtle">
            {kind === 'needs_review' ? t('review.card.records') : t('review.card.detail')}
          </GoTo>
          {story.warning === null ? null : <p className={styles.warning}>{story.warning}</p>}
        </>
      }
    />
  );
}

/** One thing to do: what is known, what isn't, what happens next, and what can be decided. */
export function ReviewCard({
  item,
  role,
  staffId,
  operationActs,
  isFirst,
  asksProduct,
}: {
  item: ReviewItem;
  role: Role;
  /** Id of the signed-in user, who can't approve their own requests. */
  staffId: string;
  /**
   * Renders the decision buttons of an operation; given by the page, as they are another feature.
   */
  operationActs: (operation: Operation) => ReactNode;
  /** Only the first card of the view has a primary button. */
  isFirst: boolean;
  /** `true` fetches the payment's details; cards far down in a long queue do without. */
  asksProduct: boolean;
}) {
  switch (item.kind) {
    case 'approved':
      return (
        <ApprovedCard payment={item.payment} since={item.since} role={role} isFirst={isFirst} />
      );
    case 'drift':
      return (
        <DriftCard
          payment={item.payment}
          since={item.since}
          operationActs={operationActs}
          asksProduct={asksProduct}
        />
      );
    case 'bulk':
      return <BulkCard run={item.run} since={item.since} role={role} staffId={staffId} />;
    case 'unclear':
    case 'proposed':
    case 'absent':
    case 'needs_review':
    case 'given_up':
      return (
        <OperationCard
          kind={item.kind}
          operation={item.operation}
          since={item.since}
          acts={operationActs(item.operation)}
          asksProduct={asksProduct}
        />
      );
  }
}
