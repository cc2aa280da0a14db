import { useTranslation } from 'react-i18next';
import { callOutcomes, tossCallNames } from '../../shared/toss-call.ts';
import { choiceFilter, idFilter, periodLogFilter } from '../parts/log/filter-kinds.tsx';
import { LogFilters } from '../parts/log/log-filters.tsx';
import { anyCall, type CallQuery } from './call-query.ts';

/** The filters of the calls: endpoint, outcome, period, payment and operation. */
export function CallFilters({
  query,
  onQuery,
}: {
  query: CallQuery;
  onQuery: (query: CallQuery) => void;
}) {
  const { t } = useTranslation();
  const set = (part: Partial<CallQuery>) => onQuery({ ...query, ...part });
  return (
    <LogFilters
      onClear={() => onQuery(anyCall)}
      filters={[
        choiceFilter({
          name: 'call',
          label: t('developer.filters.call'),
          options: tossCallNames.map((value) => ({ value, word: t(`developer.call.${value}`) })),
          value: query.call,
          onChange: (call) => set({ call }),
        }),
        choiceFilter({
          name: 'outcome',
          label: t('developer.filters.outcome'),
          options: callOutcomes.map((value) => ({ value, word: t(`developer.outcome.${value}`) })),
          value: query.outcome,
          onChange: (outcome) => set({ outcome }),
        }),
        periodLogFilter(query, t, set),
        idFilter('payToken', query, t, set),
        idFilter('operationId', query, t, set),
      ]}
    />
  );
}
