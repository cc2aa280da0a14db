import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettlementLine } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { paymentSettlementOptions } from '../settlement-options.ts';
import { Amount } from '../ui/amount.tsx';
import { dayParts } from '../ui/day-words.ts';
import styles from './payment-settlement.module.css';

const signed = (won: number) => (won > 0 ? `+${formatWon(won)}` : formatWon(won));

function useTypeWord() {
  const { t } = useTranslation();
  return (type: string) => {
    if (type === 'PAY') return t('detail.settlement.pay');
    return type === 'REFUND' ? t('detail.settlement.refund') : type;
  };
}

function Line({ line }: { line: SettlementLine }) {
  const { t } = useTranslation();
  const typeWord = useTypeWord();
  const { type, dueDay, fee, vat, settled, feeCheck, state } = line;
  return (
    <tr>
      <th scope="row">{typeWord(type)}</th>
      <td>
        {dueDay === null ? (
          t('detail.settlement.noDue')
        ) : (
          <Link to={`/settlement/${dueDay}`}>
            {t('common.dayHead.recent', dayParts(dueDay, t))}
          </Link>
        )}
        {state === 'amount-differs' ? (
          <span className={styles.sub}>
            <PlainChip kind="drift" word={t('detail.settlement.amountDiffers')} />
          </span>
        ) : null}
      </td>
      <td className={styles.number}>
        {t('detail.settlement.feeAndVat', { fee: signed(fee), vat: signed(vat) })}
        {feeCheck.state === 'differs' ? (
          <span className={styles.sub}>
            <PlainChip kind="review" word={t('detail.settlement.feeDiffers')} />
          </span>
        ) : null}
      </td>
      <td className={styles.number}>
        <b>
          <Amount won={settled} />
        </b>
      </td>
    </tr>
  );
}

/** 정산: on which day the payment and its refunds are paid out, and with which fees. */
export function PaymentSettlement({ payToken }: { payToken: string }) {
  const { t } = useTranslation();
  const id = useId();
  const typeWord = useTypeWord();
  const { data, error, refetch } = useQuery(paymentSettlementOptions(payToken));
  if (error !== null && data === undefined) {
    return (
      <section className={styles.section} aria-labelledby={id}>
        <h3 id={id}>{t('detail.settlement.title')}</h3>
        <p className={styles.quiet}>
          {t('detail.settlement.failed')}{' '}
          <Button size="compact-sm" onClick={() => void refetch()}>
            {t('common.retry')}
          </Button>
        </p>
      </section>
    );
  }
  if (data === undefined) return null;
  const lines = data.lines.filter(({ isGone }) => !isGone);
  const waiting = data.own.filter(({ state }) => state === 'pending' || state === 'missing');
  // A desk that imports nothing, and a payment of today: there is nothing to tell yet.
  if (lines.length === 0 && waiting.every(({ state }) => state === 'pending')) return null;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id}>{t('detail.settlement.title')}</h3>
      <table className={styles.table} aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{t('detail.settlement.type')}</th>
            <th scope="col">{t('detail.settlement.due')}</th>
            <th scope="col" className={styles.number}>
              {t('detail.settlement.fee')}
            </th>
            <th scope="col" className={styles.number}>
              {t('detail.settlement.settled')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.transactionId} line={line} />
          ))}
          {waiting.map((own) => (
            <tr key={own.refundNo ?? own.kind}>
              <th scope="row">{typeWord(own.kind)}</th>
              <td colSpan={3}>
                {own.state === 'missing' ? (
                  <PlainChip kind="drift" word={t('detail.settlement.missing')} />
                ) : (
                  <span className={styles.quiet}>{t('detail.settlement.pending')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
