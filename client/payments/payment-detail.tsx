import { Button } from '@mantine/core';
import { IconWifiOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { NavigationType, useNavigationType } from 'react-router';
import '../copy/payment-words.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import { DAY_MS } from '../../shared/kst.ts';
import { isOpen, type Operation, type OperationKind } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { formatClock } from '../format.ts';
import { isServerFault, ProblemError, UnreachableError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { CustomerNote } from '../parts/customer-note.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TaxTable } from '../parts/tax-table.tsx';
import { useNameTab } from '../ui/tab-name.ts';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { DriftEnd, DriftNotice, tellsDrift } from './drift-notice.tsx';
import { BankTransfers } from './bank-transfers.tsx';
import { OperationNotice } from './operation-notice.tsx';
import { PanelBar } from './panel-bar.tsx';
import { paymentDetailOptions } from './payment-detail-options.ts';
import styles from './payment-detail.module.css';
import { PaymentFacts } from './payment-facts.tsx';
import { PaymentHead } from './payment-head.tsx';
import { PaymentItems } from './payment-items.tsx';
import { PaymentSettlement } from './payment-settlement.tsx';
import { RefundTable } from './refund-table.tsx';
import { RestoredNotice } from './restored-notice.tsx';
import { Timeline } from './timeline.tsx';
import { useRefreshPayment } from './use-refresh-payment.ts';

/** Stepping through rows with j and k reads nothing from Toss; staying on one does. */
const LOOKED_AT_MS = 800;
/** On opening, Toss is not read again if its last answer is younger than this. */
const FRESH_MS = 30_000;
/** Five working days, a card company's longest, and the weekend within. */
const TOLD_FOR_MS = 7 * DAY_MS;

interface PaymentDetailProps {
  payToken: string;
  /** The signed-in user: their own refund form needs no notice. */
  staffId: string;
  /** May see the requests to Toss and its answers. */
  mayDevelop?: boolean;
  /** May see when it is paid out, and with which fees. */
  maySettle?: boolean;
  onClose: () => void;
  onAct: (kind: OperationKind, detail: PaymentDetail) => void;
  /** The decisions on an operation that waits for a person. */
  operationActs: (operation: Operation) => ReactNode;
  /** Open the neighbours in the list beside it; absent if there is none. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div className={styles.body} role="status">
      <span className="vh">{t('detail.loading')}</span>
      <div className={styles.skeleton}>
        <Skeleton width="180px" />
        <Skeleton width="260px" />
        <Skeleton chip />
        {['100%', '100%', '100%', '100%', '60%', '100%', '100%', '40%'].map((width, index) => (
          <Skeleton key={`${width}-${String(index)}`} width={width} />
        ))}
      </div>
    </div>
  );
}

function NotFound({ payToken, onClose }: { payToken: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const lookUp = useMutation({
    mutationFn: () => callApi('POST /api/payments/lookup', { body: { payToken } }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['payment', payToken] }),
        queryClient.invalidateQueries({ queryKey: ['payments'] }),
      ]),
  });
  return (
    <div className={styles.body}>
      <EmptyState title={t('detail.missing.title')} body={t('detail.missing.text')}>
        <Button variant="filled" loading={lookUp.isPending} onClick={() => lookUp.mutate()}>
          {t('detail.missing.lookUp')}
        </Button>
        <Button onClick={onClose}>{t('detail.missing.toList')}</Button>
      </EmptyState>
      {lookUp.isError ? <ProblemNotice error={lookUp.error} money={false} /> : null}
    </div>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}

/** A failed refetch; placed below the head, so that the head's buttons do not move. */
function StaleNotice({
  error,
  readAtMs,
  onAgain,
}: {
  error: Error;
  readAtMs: number;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  const again = <Button onClick={onAgain}>{t('common.retry')}</Button>;
  if (!(error instanceof UnreachableError) || isServerFault(error)) {
    return (
      <div className={styles.notices}>
        <ProblemNotice error={error} money={false} action={again} />
      </div>
    );
  }
  const when = formatClock(new Date(readAtMs).toISOString());
  return (
    <div className={styles.notices}>
      <Notice
        title={t('detail.stale.title')}
        icon={<IconWifiOff size={16} stroke={1.75} />}
        action={again}
      >
        <p>{t('detail.stale.text', { when })}</p>
      </Notice>
    </div>
  );
}

/** What to tell the customer while the newest operation is open, or was a refund of this week. */
function NewestTold({ detail }: { detail: PaymentDetail }) {
  const { operations } = detail;
  const newest = operations.reduce<Operation | null>(
    (last, one) => (last === null || one.createdAt >= last.createdAt ? one : last),
    null,
  );
  const isTold = useTick((nowMs) => {
    if (newest === null || isOpen(newest.state)) return newest !== null;
    const endedMs = Date.parse(newest.endedAt ?? newest.createdAt);
    return newest.kind === 'refund' && nowMs - endedMs < TOLD_FOR_MS;
  });
  if (newest === null || !isTold) return null;
  return (
    <div className={styles.notices}>
      <CustomerNote operation={newest} detail={detail} />
    </div>
  );
}

function Content({
  detail,
  error,
  readAtMs,
  onAgain,
  staffId,
  mayDevelop = false,
  maySettle = false,
  onAct,
  operationActs,
}: Pick<PaymentDetailProps, 'staffId' | 'mayDevelop' | 'maySettle' | 'onAct' | 'operationActs'> & {
  detail: PaymentDetail;
  error: Error | null;
  readAtMs: number;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  const { payment } = detail;
  const refresh = useRefreshPayment(payment.payToken);
  const { mutate } = refresh;
  // Once per opened payment: later changes come by the live stream or the button.
  const [observedAtFirst] = useState(payment.observedAt);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (deskNowMs() - Date.parse(observedAtFirst) > FRESH_MS) mutate({ quietly: true });
    }, LOOKED_AT_MS);
    return () => clearTimeout(timer);
  }, [observedAtFirst, mutate]);
  const body = useRef<HTMLDivElement>(null);
  // Given-up operations still reserve money, and disputed ones need a decision: both are shown
  // until a person has taken it.
  const waiting = detail.operations.filter(
    (one) => one.id === payment.openOperation?.id || one.state === 'given_up' || one.disputed,
  );
  const mayAct = detail.actions.refund.reason !== 'not-permitted';
  const drift = {
    detail,
    mayAct: mayAct && error === null,
    onAcknowledged: () => {
      // The notice unmounts with its form, so the focus moves to the payment.
      body.current?.focus({ preventScroll: true });
    },
  };
  const told = tellsDrift(detail);
  const loud = refresh.isError && !refresh.variables.quietly;
  return (
    <div className={styles.body} ref={body} tabIndex={-1}>
      <PaymentHead
        detail={detail}
        reachable={error === null}
        refreshing={refresh.isPending}
        colleague={detail.lease?.staff.id === staffId ? null : detail.lease}
        onRefresh={() => mutate({ quietly: false })}
        onAct={(kind) => onAct(kind, detail)}
      />
      {error === null ? null : <StaleNotice error={error} readAtMs={readAtMs} onAgain={onAgain} />}
      {loud ? (
        <div className={styles.notices}>
          <ProblemNotice error={refresh.error} money={false} />
        </div>
      ) : null}
      <RestoredNotice payment={payment} />
      {waiting.map((operation) => (
        <OperationNotice
          key={operation.id}
          operation={operation}
          acts={
            <>
              {error === null ? operationActs(operation) : null}
              {operation === told ? <DriftEnd {...drift} /> : null}
            </>
          }
        />
      ))}
      <DriftNotice {...drift} />
      <NewestTold detail={detail} />
      <section className={styles.section}>
        <h3 className={styles.title}>{t('detail.amounts.title')}</h3>
        <TaxTable
          parts={payment.parts}
          total={{ paid: payment.amount, refunded: payment.refunded, remaining: payment.remaining }}
          paid={isPaid(payment.status)}
          estimated={!payment.partsKnown}
        />
      </section>
      <PaymentItems detail={detail} />
      <BankTransfers
        detail={detail}
        staffId={staffId}
        reachable={error === null}
        onAcknowledged={drift.onAcknowledged}
      />
      <Timeline detail={detail} mayDevelop={mayDevelop} />
      <RefundTable detail={detail} />
      {maySettle && isPaid(payment.status) ? (
        <PaymentSettlement payToken={payment.payToken} />
      ) : null}
      <PaymentFacts payment={payment} others={detail.others} />
    </div>
  );
}

/**
 * Leads to a payment that was opened within the page, once it is read. What opened it may be gone,
 * such as the text of a search: then the panel takes the focus. While the focus is in the panel, as
 * on 다음 결제, the payment is announced instead.
 */
function useArrival(label: string | null): RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null);
  // Not for an address that was loaded: reading starts at the top of the page there.
  const isOpened = useNavigationType() !== NavigationType.Pop;
  const tell = useEffectEvent((now: string) => {
    if (!isOpened) return;
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
    else if (panel.current?.contains(document.activeElement) === true) announce(now);
  });
  useEffect(() => {
    if (label !== null) tell(label);
  }, [label]);
  return panel;
}

/** One payment: a panel beside the list, or a page if there is no room for both. */
export function PaymentDetailView(props: PaymentDetailProps) {
  const { payToken, staffId, mayDevelop = false, maySettle = false } = props;
  const { onClose, onAct, operationActs } = props;
  const { onPrevious, onNext } = props;
  const { t } = useTranslation();
  const query = useQuery(paymentDetailOptions(payToken));
  const detail = query.data;
  const again = () => void query.refetch();
  const missing = detail === undefined && isMissing(query.error);
  useNameTab(missing ? t('frame.notFound.tab') : (detail?.payment.orderNo ?? null));
  const label = t('detail.label', { orderNo: detail?.payment.orderNo ?? payToken });
  const panel = useArrival(query.isPending ? null : label);
  return (
    <article
      className={styles.panel}
      aria-label={label}
      aria-busy={query.isPending}
      tabIndex={-1}
      data-payment-panel=""
      ref={panel}
    >
      <h1 className={styles.pageTitle}>{label}</h1>
      <PanelBar
        orderNo={detail?.payment.orderNo ?? null}
        payToken={payToken}
        onClose={onClose}
        onPrevious={onPrevious}
        onNext={onNext}
      />
      {detail === undefined ? (
        query.isPending ? (
          <Loading />
        ) : missing ? (
          <NotFound key={payToken} payToken={payToken} onClose={onClose} />
        ) : (
          <div className={styles.body}>
            <ProblemNotice
              error={query.error}
              money={false}
              title={t('detail.failed.title')}
              action={<Button onClick={again}>{t('common.retry')}</Button>}
            />
          </div>
        )
      ) : (
        <Content
          key={payToken}
          detail={detail}
          error={query.error}
          readAtMs={query.dataUpdatedAt}
          onAgain={again}
          staffId={staffId}
          mayDevelop={mayDevelop}
          maySettle={maySettle}
          onAct={onAct}
          operationActs={operationActs}
        />
      )}
    </article>
  );
}
