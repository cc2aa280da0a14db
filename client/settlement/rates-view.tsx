import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SettlementRates } from '../../shared/api.ts';
import { settledMethods, type FeeBackRule } from '../../shared/settlement.ts';
import { oneOf } from '../address-values.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { settlementKey, settlementRatesOptions } from '../settlement-options.ts';
import { Amount } from '../ui/amount.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useImportEnd } from './import-now.tsx';
import { FeeBackForm, RateForm } from './rate-forms.tsx';
import styles from './rates-view.module.css';
import { dayText, rateText, typeText } from './settlement-words.ts';

function useMethodWord() {
  const { t } = useTranslation();
  return (method: string) => {
    const known = oneOf(settledMethods, method);
    return known === null ? method : t(`settlement.rates.methods.${known}`);
  };
}

function RateTable({ rates }: { rates: SettlementRates['rates'] }) {
  const { t } = useTranslation();
  const methodWord = useMethodWord();
  if (rates.length === 0) {
    return <EmptyState title={t('settlement.rates.none')} body={t('settlement.rates.noneBody')} />;
  }
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('settlement.rates.method')}</th>
          <th scope="col">{t('settlement.rates.rate')}</th>
          <th scope="col">{t('settlement.rates.from')}</th>
          <th scope="col">{t('settlement.rates.by')}</th>
        </tr>
      </thead>
      <tbody>
        {rates.map(({ method, rateBp, validFrom, by, at }) => (
          <tr key={`${method} ${validFrom} ${at}`}>
            <th scope="row">{methodWord(method)}</th>
            <td>{rateText(rateBp)}</td>
            <td>{validFrom}</td>
            <td className={styles.quiet}>{by.name}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Lines that the entered rates don't explain: by how much, and which rate would. */
function Unexplained({ lines }: { lines: SettlementRates['unexplained'] }) {
  const { t } = useTranslation();
  const methodWord = useMethodWord();
  const would = (rateBp: number | null, rule: FeeBackRule | null) => {
    if (rateBp !== null) return rateText(rateBp);
    return rule === null ? t('settlement.rates.wouldNone') : t(`settlement.rates.rules.${rule}`);
  };
  if (lines.length === 0) return <p>{t('settlement.rates.unexplainedNone')}</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('settlement.rates.method')}</th>
          <th scope="col">{t('settlement.lines.type')}</th>
          <th scope="col" className={styles.number}>
            {t('settlement.rates.lines')}
          </th>
          <th scope="col" className={styles.number}>
            {t('settlement.rates.won')}
          </th>
          <th scope="col" className={styles.wide}>
            {t('settlement.rates.since')}
          </th>
          <th scope="col">{t('settlement.rates.would')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(
          ({ method, type, lines: count, won, firstTradeDay, wouldFitBp, wouldFitRule }) => (
            <tr key={`${method} ${type} ${String(wouldFitBp)} ${String(wouldFitRule)}`}>
              <th scope="row">{methodWord(method)}</th>
              <td>{typeText(type, t)}</td>
              <td className={styles.number}>{count}</td>
              <td className={styles.number}>
                <Amount won={won} />
              </td>
              <td className={styles.wide}>{dayText(firstTradeDay, t)}</td>
              <td className={styles.would}>{would(wouldFitBp, wouldFitRule)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/** The rates of the contract, the rule for refunds, and lines that they don't explain. */
export function RatesView({ mayChange, month }: { mayChange: boolean; month: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(settlementRatesOptions);
  // Fees are checked anew beside the requests.
  useImportEnd(month);
  if (data === undefined) {
    return error === null ? (
      <div role="status">
        <span className="vh">{t('settlement.loading')}</span>
        <Skeleton width="90%" />
      </div>
    ) : (
      <ProblemNotice
        error={error}
        money={false}
        action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      />
    );
  }
  const take = (rates: SettlementRates) => {
    client.setQueryData(settlementRatesOptions.queryKey, rates);
    return client.invalidateQueries({ queryKey: settlementKey });
  };
  return (
    <div className={styles.view}>
      <p className={styles.lead}>{t('settlement.rates.lead')}</p>
      {mayChange ? null : <p className={styles.lead}>{t('settlement.rates.readOnly')}</p>}
      <section className={styles.section} aria-labelledby="rates-list">
        <h2 id="rates-list">{t('settlement.rates.list')}</h2>
        <RateTable rates={data.rates} />
        {mayChange ? <RateForm onSaved={take} /> : null}
      </section>
      <section className={styles.section} aria-labelledby="rates-rule">
        <h2 id="rates-rule">{t('settlement.rates.rule')}</h2>
        <FeeBackForm feeBack={data.feeBack} mayChange={mayChange} onSaved={take} />
      </section>
      <section className={styles.section} aria-labelledby="rates-unexplained">
        <h2 id="rates-unexplained">{t('settlement.rates.unexplained')}</h2>
        <Unexplained lines={data.unexplained} />
      </section>
    </div>
  );
}
