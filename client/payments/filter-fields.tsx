import { Button } from '@mantine/core';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { payMethods, payStatuses } from '../../shared/payment.ts';
import { formatWon, parseWon } from '../../shared/won.ts';
import { OptionList, Options } from '../ui/option-list.tsx';
import type { FieldProps } from './field-props.ts';
import styles from './filter-fields.module.css';
import { StaffField } from './filter-staff.tsx';
import { periodWord, refundWord, statusWord } from './filter-words.ts';
import {
  clocks,
  periods,
  refunds,
  sorts,
  taxes,
  type FilterName,
  type ListQuery,
} from './list-query.ts';

function PeriodField({ query, onQuery, onDone }: FieldProps) {
  const { t } = useTranslation();
  const setDay = (which: 'fromDay' | 'toDay', day: string) => {
    const next = { ...query, [which]: day === '' ? null : day };
    const custom = next.fromDay !== null || next.toDay !== null;
    onQuery({ ...next, period: custom ? 'custom' : '7d' });
  };
  return (
    <>
      <OptionList
        label={t('list.filters.period')}
        options={periods
          .filter((period) => period !== 'custom')
          .map((value) => ({ value, word: periodWord(value) }))}
        value={query.period}
        onChange={(period) => {
          onQuery({ ...query, period, fromDay: null, toDay: null });
          onDone();
        }}
      />
      <div className={`${styles.pair ?? ''} ${styles.days ?? ''}`}>
        <label>
          {t('list.filters.from')}
          <input
            type="date"
            value={query.fromDay ?? ''}
            max={query.toDay ?? undefined}
            onChange={(event) => setDay('fromDay', event.target.value)}
          />
        </label>
        <label>
          {t('list.filters.to')}
          <input
            type="date"
            value={query.toDay ?? ''}
            min={query.fromDay ?? undefined}
            onChange={(event) => setDay('toDay', event.target.value)}
          />
        </label>
      </div>
    </>
  );
}

function StatusField({ query, onQuery }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Options label={t('list.filters.status')}>
      {payStatuses.map((status) => {
        const checked = query.status.includes(status);
        return (
          <label key={status}>
            <input
              type="checkbox"
              checked={checked}
              onChange={() => {
                const next = checked
                  ? query.status.filter((one) => one !== status)
                  : [...query.status, status];
                onQuery({ ...query, status: next });
              }}
            />
            {statusWord(status)}
          </label>
        );
      })}
    </Options>
  );
}

function AmountField({ query, onQuery, onDone }: FieldProps) {
  const { t } = useTranslation();
  const wrongId = useId();
  const text = (won: number | null) => (won === null ? '' : formatWon(won));
  const [low, setLow] = useState(text(query.amountMin));
  const [high, setHigh] = useState(text(query.amountMax));
  const [tried, setTried] = useState(false);
  const isWrong = (given: string) => given.trim() !== '' && parseWon(given) === null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (isWrong(low) || isWrong(high)) return;
    onQuery({ ...query, amountMin: parseWon(low), amountMax: parseWon(high) });
    onDone();
  };
  const wrong = tried && (isWrong(low) || isWrong(high));
  const field = (label: string, value: string, set: (text: string) => void) => (
    <label>
      {label}
      <input
        inputMode="numeric"
        value={value}
        aria-invalid={tried && isWrong(value)}
        aria-describedby={wrong ? wrongId : undefined}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
  return (
    <form className={styles.pair} onSubmit={submit}>
      {field(t('list.filters.amountFrom'), low, setLow)}
      {field(t('list.filters.amountTo'), high, setHigh)}
      {wrong ? (
        <p className={styles.wrong} id={wrongId} role="alert">
          {t('list.filters.amountWrong')}
        </p>
      ) : null}
      <Button type="submit" size="xs">
        {t('list.filters.apply')}
      </Button>
    </form>
  );
}

function ChoiceField({
  name,
  ...props
}: FieldProps & { name: 'clock' | 'method' | 'tax' | 'refund' }) {
  const { t } = useTranslation();
  const { query, onQuery, onDone } = props;
  const label = t(`list.filters.${name}`);
  const choose = (change: Partial<ListQuery>) => {
    onQuery({ ...query, ...change });
    onDone();
  };
  switch (name) {
    case 'clock':
      return (
        <OptionList
          label={label}
          options={clocks.map((value) => ({ value, word: t(`list.filters.${value}`) }))}
          value={query.clock}
          onChange={(clock) => choose({ clock })}
        />
      );
    case 'method':
      return (
        <OptionList
          label={label}
          options={payMethods.map((value) => ({ value, word: t(`common.method.${value}`) }))}
          value={query.method}
          onChange={(method) => choose({ method })}
        />
      );
    case 'tax':
      return (
        <OptionList
          label={label}
          options={taxes.map((value) => ({ value, word: t(`list.filters.${value}`) }))}
          value={query.tax}
          onChange={(tax) => choose({ tax })}
        />
      );
    case 'refund':
      return (
        <OptionList
          label={label}
          options={refunds.map((value) => ({ value, word: refundWord(value) }))}
          value={query.refund}
          onChange={(refund) => choose({ refund })}
        />
      );
  }
}

/** The orders in which the rows may stand. */
export function SortField({ query, onQuery, onDone }: FieldProps) {
  const { t } = useTranslation();
  return (
    <OptionList
      label={t('list.sort.label')}
      options={sorts.map((value) => ({ value, word: t(`list.sort.${value}`) }))}
      value={query.sort}
      onChange={(sort) => {
        onQuery({ ...query, sort });
        onDone();
      }}
    />
  );
}

/** The filters that are chosen in a field of their own; 찾기 and 어긋남 are set elsewhere. */
export type FieldName = Exclude<FilterName, 'q' | 'drift'>;

/** The field in which one filter is set. */
export function FilterField({ name, ...props }: FieldProps & { name: FieldName }) {
  switch (name) {
    case 'period':
      return <PeriodField {...props} />;
    case 'status':
      return <StatusField {...props} />;
    case 'amount':
      return <AmountField {...props} />;
    case 'clock':
    case 'method':
    case 'tax':
    case 'refund':
      return <ChoiceField name={name} {...props} />;
    case 'staff':
      return <StaffField {...props} />;
  }
}
