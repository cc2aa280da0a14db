import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { addKorean } from '../copy/i18n.ts';
import { pickedKo } from '../copy/ko/picked.ts';
import { formatAmount } from '../format.ts';
import { useReasonsAhead } from '../refund-reasons.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import type { ListQuery } from './list-query.ts';
import { readWhole } from './payment-list-options.ts';
import styles from './picked-bar.module.css';
import { useHeightProperty } from '../ui/use-height-property.ts';

addKorean({ picked: pickedKo });

interface PickedBarProps {
  query: ListQuery;
  /** With their current values. */
  picked: readonly ListedPayment[];
  role: Role;
  /** The number of payments in the filter if more than are picked; else `null`. */
  whole: number | null;
  onWhole: (payments: readonly ListedPayment[]) => void;
  onClear: () => void;
}

/** Picks every payment of the filter, shown or not; the button says how many there are. */
function Whole({
  query,
  whole,
  onWhole,
}: Pick<PickedBarProps, 'query' | 'onWhole'> & {
  whole: number;
}) {
  const { t } = useTranslation();
  const reading = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      reading.current?.abort();
    },
    [],
  );
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      reading.current = new AbortController();
      return readWhole(query, BULK_MAX_ROWS, reading.current.signal);
    },
    onSuccess: onWhole,
  });
  if (whole > BULK_MAX_ROWS) {
    return (
      <span className={styles.dim}>{t('picked.wholeTooMany', { whole, max: BULK_MAX_ROWS })}</span>
    );
  }
  return (
    <>
      <Button variant="subtle" loading={isPending} onClick={() => mutate()}>
        {t('picked.whole', { whole })}
      </Button>
      {error === null ? null : (
        <div className={styles.error}>
          <ProblemNotice error={error} money={false} title={t('picked.wholeFailed')} />
        </div>
      )}
    </>
  );
}

/**
 * What is picked, how much of it can be refunded, and the button for it. Sticks to the bottom below
 * the sums, which leave room for its height (`--h-picked`).
 */
export function PickedBar({ query, picked, role, whole, onWhole, onClear }: PickedBarProps) {
  const { t } = useTranslation();
  const bar = useHeightProperty('--h-picked');
  const refundable = picked.filter((payment) => paymentActions(payment, role).refund.allowed);
  const amount = refundable.reduce((sum, { remaining }) => sum + remaining, 0);
  useReasonsAhead(refundable.length > 0);
  const tooMany = picked.length > BULK_MAX_ROWS;
  return (
    <div ref={bar} className={styles.bar} role="group" aria-label={t('picked.label')}>
      <b>{t('list.pick.count', { count: picked.length })}</b>
      <span className={styles.dim}>
        {tooMany
          ? t('picked.tooMany', { max: BULK_MAX_ROWS })
          : refundable.length === 0
            ? t('picked.noneRefundable')
            : t('picked.refundable', {
                count: refundable.length,
                amount: formatAmount(amount),
              })}
      </span>
      {whole === null ? null : <Whole query={query} whole={whole} onWhole={onWhole} />}
      <span className={styles.acts}>
        <Button variant="subtle" color="gray" onClick={onClear}>
          {t('picked.clear')}
        </Button>
        {tooMany || refundable.length === 0 ? (
          <Button variant="filled" disabled>
            {t('picked.refund')}
          </Button>
        ) : (
          <Button
            component={Link}
            to="/bulk-refunds/new"
            state={{
              picked: picked.map(({ payToken, orderNo, productDesc, remaining }) => ({
                payToken,
                shown: { orderNo, productDesc, remaining },
              })),
            }}
            variant="filled"
          >
            {t('picked.refund')}
          </Button>
        )}
      </span>
    </div>
  );
}
