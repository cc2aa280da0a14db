/** The components in which filters are set; a lazy module, not part of the first page. */
import { Button } from '@mantine/core';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatWon, parseWon } from '../../shared/won.ts';
import { OptionList, Options } from '../ui/option-list.tsx';
import styles from './filter-fields.module.css';

import { StaffField } from './staff-field.tsx';

interface OptionsOf<T extends string> {
  label: string;
  options: readonly { value: T; word: string }[];
}

/** One of several values. */
function ChoiceField<T extends string>({
  onChange,
  onDone,
  ...props
}: OptionsOf<T> & { value: T | null; onChange: (value: T) => void; onDone: () => void }) {
  return (
    <OptionList
      {...props}
      onChange={(value) => {
        onChange(value);
        onDone();
      }}
    />
  );
}

/** Any number of values. */
function ManyField({
  label,
  options,
  values,
  onChange,
}: OptionsOf<string> & {
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
}) {
  return (
    <Options label={label}>
      {options.map(({ value, word }) => {
        const checked = values.includes(value);
        return (
          <label key={value}>
            <input
              type="checkbox"
              checked={checked}
              onChange={() =>
                onChange(checked ? values.filter((other) => other !== value) : [...values, value])
              }
            />
            {word}
          </label>
        );
      })}
    </Options>
  );
}

/** A span of days, both included; `null` for an open end. */
function DaysField({
  fromDay,
  toDay,
  onChange,
}: {
  fromDay: string | null;
  toDay: string | null;
  onChange: (fromDay: string | null, toDay: string | null) => void;
}) {
  const { t } = useTranslation();
  const dayOf = (text: string) => (text === '' ? null : text);
  return (
    <div className={`${styles.pair ?? ''} ${styles.days ?? ''}`}>
      <label>
        {t('list.filters.from')}
        <input
          type="date"
          value={fromDay ?? ''}
          max={toDay ?? undefined}
          onChange={(event) => onChange(dayOf(event.target.value), toDay)}
        />
      </label>
      <label>
        {t('list.filters.to')}
        <input
          type="date"
          value={toDay ?? ''}
          min={fromDay ?? undefined}
          onChange={(event) => onChange(fromDay, dayOf(event.target.value))}
        />
      </label>
    </div>
  );
}

/** The lowest and the highest amount in won; `null` for an open end. */
function WonField({
  onChange,
  ...span
}: {
  low: number | null;
  high: number | null;
  onChange: (low: number | null, high: number | null) => void;
}) {
  const { t } = useTranslation();
  const wrongId = useId();
  const text = (won: number | null) => (won === null ? '' : formatWon(won));
  const [low, setLow] = useState(text(span.low));
  const [high, setHigh] = useState(text(span.high));
  const [tried, setTried] = useState(false);
  const isWrong = (given: string) => given.trim() !== '' && parseWon(given) === null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!isWrong(low) && !isWrong(high)) onChange(parseWon(low), parseWon(high));
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

/** The fields for filters, passed as a parameter because the filter files load before them. */
export const fields = { ChoiceField, ManyField, DaysField, WonField, StaffField };
