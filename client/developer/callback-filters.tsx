import { useTranslation } from 'react-i18next';
import { callbackOutcomes } from '../../shared/toss-call.ts';
import { choiceFilter, idFilter } from '../parts/log/filter-kinds.tsx';
import { LogFilters } from '../parts/log/log-filters.tsx';
import { anyCallback, type CallbackQuery } from './call-query.ts';

/** The filters of the callbacks: outcome and payment. */
export function CallbackFilters({
  query,
  onQuery,
}: {
  query: CallbackQuery;
  onQuery: (query: CallbackQuery) => void;
}) {
  const { t } = useTranslation();
  const set = (part: Partial<CallbackQuery>) => onQuery({ ...query, ...part });
  return (
    <LogFilters
      onClear={() => onQuery(anyCallback)}
      filters={[
        choiceFilter({
          name: 'outcome',
          label: t('developer.filters.outcome'),
          options: callbackOutcomes.map((value) => ({
            value,
            word: t(`developer.became.${value}`),
          })),
          value: query.outcome,
          onChange: (outcome) => set({ outcome }),
        }),
        idFilter('payToken', query, t, set),
      ]}
    />
  );
}
