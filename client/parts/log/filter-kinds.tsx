/** The kinds of filters of a log. */
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { OptionList } from '../../ui/option-list.tsx';
import { shortToken } from '../../ui/short-token.ts';
import { IdField, PeriodField } from '../../parts/log/filter-fields.tsx';
import type { LogFilter } from '../../parts/log/log-filters.tsx';
import type { LogQuery } from '../../parts/log/log-query.ts';

interface Choice<T> {
  name: string;
  label: string;
  options: readonly { value: T; word: string }[];
  value: T | null;
  /** The label of a value that is none of the options, else `null`. */
  otherWord?: string | null;
  /** Shown below the options while they are loading. */
  late?: ReactNode;
  onChange: (value: T | null) => void;
}

/** A filter with one of several values. */
export function choiceFilter<T extends string>(choice: Choice<T>): LogFilter {
  const { name, label, options, value, otherWord = null, late, onChange } = choice;
  const word = options.find((option) => option.value === value)?.word ?? otherWord;
  return {
    name,
    label,
    value: value === null ? null : word,
    onRemove: () => onChange(null),
    field: (onDone) => (
      <>
        <OptionList
          label={label}
          options={options}
          value={value}
          onChange={(next) => {
            onChange(next);
            onDone();
          }}
        />
        {late}
      </>
    ),
  };
}

type IdName = 'payToken' | 'operationId';

/** @param word what people call it, where that is known */
export function idFilter<Name extends IdName>(
  name: Name,
  query: Pick<LogQuery, Name>,
  t: TFunction,
  set: (part: Record<Name, string | null>) => void,
  word?: string | null,
): LogFilter {
  const value = query[name];
  const change = (id: string | null) => set({ [name]: id } as Record<Name, string | null>);
  return {
    name,
    label: t(`log.${name}`),
    value: value === null ? null : (word ?? shortToken(value)),
    onRemove: () => change(null),
    field: (onDone) => (
      <IdField
        name={name}
        value={value}
        onChange={(id) => {
          change(id);
          onDone();
        }}
      />
    ),
  };
}

type Period = Pick<LogQuery, 'fromDay' | 'toDay'>;

function periodWords({ fromDay, toDay }: Period, t: TFunction): string | null {
  if (fromDay !== null && toDay !== null) {
    return fromDay === toDay ? fromDay : t('log.between', { from: fromDay, to: toDay });
  }
  if (fromDay !== null) return t('log.since', { day: fromDay });
  return toDay === null ? null : t('log.until', { day: toDay });
}

export function periodLogFilter(
  query: Period,
  t: TFunction,
  set: (part: Period) => void,
): LogFilter {
  const { fromDay, toDay } = query;
  return {
    name: 'period',
    label: t('log.period'),
    value: periodWords(query, t),
    onRemove: () => set({ fromDay: null, toDay: null }),
    field: () => <PeriodField fromDay={fromDay} toDay={toDay} onChange={set} />,
  };
}
