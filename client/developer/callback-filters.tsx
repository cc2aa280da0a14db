import { useTranslation } from 'react-i18next';
import { callbackOutcomes } from '../../shared/toss-call.ts';
import { OptionList } from '../ui/option-list.tsx';
import { shortToken } from '../ui/short-token.ts';
import { anyCallback, type CallbackQuery } from './call-query.ts';
import { IdField } from './filter-fields.tsx';
import { LogFilters } from './log-filters.tsx';

/** Which callbacks: what became of them, and about which payment. */
export function CallbackFilters({
  query,
  onQuery,
}: {
  query: CallbackQuery;
  onQuery: (query: CallbackQuery) => void;
}) {
  const { t } = useTranslation();
  const { outcome, payToken } = query;
  return (
    <LogFilters
      onClear={() => {
        onQuery(anyCallback);
      }}
      filters={[
        {
          name: 'outcome',
          value: outcome === null ? null : t(`developer.became.${outcome}`),
          onRemove: () => {
            onQuery({ ...query, outcome: null });
          },
          field: (onDone) => (
            <OptionList
              label={t('developer.filters.outcome')}
              options={callbackOutcomes.map((value) => ({
                value,
                word: t(`developer.became.${value}`),
              }))}
              value={outcome}
              onChange={(value) => {
                onQuery({ ...query, outcome: value });
                onDone();
              }}
            />
          ),
        },
        {
          name: 'payToken',
          value: payToken === null ? null : shortToken(payToken),
          onRemove: () => {
            onQuery({ ...query, payToken: null });
          },
          field: (onDone) => (
            <IdField
              name="payToken"
              value={payToken}
              onChange={(value) => {
                onQuery({ ...query, payToken: value });
                onDone();
              }}
            />
          ),
        },
      ]}
    />
  );
}
