import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { callOutcomes, tossCallNames } from '../../shared/toss-call.ts';
import { OptionList } from '../ui/option-list.tsx';
import { shortToken } from '../ui/short-token.ts';
import { anyCall, type CallQuery } from './call-query.ts';
import { IdField, PeriodField } from './filter-fields.tsx';
import { LogFilters, type LogFilter } from './log-filters.tsx';

function periodWords({ fromDay, toDay }: CallQuery, t: TFunction): string | null {
  if (fromDay !== null && toDay !== null) {
    return fromDay === toDay
      ? fromDay
      : t('developer.filters.between', { from: fromDay, to: toDay });
  }
  if (fromDay !== null) return t('developer.filters.since', { day: fromDay });
  return toDay === null ? null : t('developer.filters.until', { day: toDay });
}

/** Which calls: what was asked of Toss, how it went, when, and whose they were. */
export function CallFilters({
  query,
  onQuery,
}: {
  query: CallQuery;
  onQuery: (query: CallQuery) => void;
}) {
  const { t } = useTranslation();
  const set = (part: Partial<CallQuery>) => {
    onQuery({ ...query, ...part });
  };
  const { call, outcome } = query;
  const idFilter = (name: 'payToken' | 'operationId'): LogFilter => ({
    name,
    value: query[name] === null ? null : shortToken(query[name]),
    onRemove: () => {
      set({ [name]: null });
    },
    field: (onDone) => (
      <IdField
        name={name}
        value={query[name]}
        onChange={(value) => {
          set({ [name]: value });
          onDone();
        }}
      />
    ),
  });
  const filters: LogFilter[] = [
    {
      name: 'call',
      value: call === null ? null : t(`developer.call.${call}`),
      onRemove: () => {
        set({ call: null });
      },
      field: (onDone) => (
        <OptionList
          label={t('developer.filters.call')}
          options={tossCallNames.map((value) => ({ value, word: t(`developer.call.${value}`) }))}
          value={call}
          onChange={(value) => {
            set({ call: value });
            onDone();
          }}
        />
      ),
    },
    {
      name: 'outcome',
      value: outcome === null ? null : t(`developer.outcome.${outcome}`),
      onRemove: () => {
        set({ outcome: null });
      },
      field: (onDone) => (
        <OptionList
          label={t('developer.filters.outcome')}
          options={callOutcomes.map((value) => ({ value, word: t(`developer.outcome.${value}`) }))}
          value={outcome}
          onChange={(value) => {
            set({ outcome: value });
            onDone();
          }}
        />
      ),
    },
    {
      name: 'period',
      value: periodWords(query, t),
      onRemove: () => {
        set({ fromDay: null, toDay: null });
      },
      field: () => <PeriodField fromDay={query.fromDay} toDay={query.toDay} onChange={set} />,
    },
  ];
  return (
    <LogFilters
      filters={[...filters, idFilter('payToken'), idFilter('operationId')]}
      onClear={() => {
        onQuery(anyCall);
      }}
    />
  );
}
