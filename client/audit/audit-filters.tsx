import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditAction, ListedAuditEntry } from '../../shared/audit.ts';
import { staffOptions } from '../staff-options.ts';
import { StaffListState } from '../parts/staff-list-state.tsx';
import { choiceFilter, idFilter, periodLogFilter } from '../parts/log/filter-kinds.tsx';
import { LogFilters } from '../parts/log/log-filters.tsx';
import { OptionList } from '../ui/option-list.tsx';
import styles from './audit-filters.module.css';
import { anyAudit, EVERYBODY, type AuditQuery } from './audit-query.ts';

interface FilterProps {
  query: AuditQuery;
  /** The entries shown, which have the order number of a chosen payment. */
  entries: readonly ListedAuditEntry[];
  onQuery: (query: AuditQuery) => void;
}

/** Kinds of entries in groups, because thirty in one list are hard to read. */
const groups = {
  operations: [
    'operation-requested',
    'operation-decided',
    'operation-sent',
    'operation-unclear',
    'operation-ended',
    'payment-created',
    'drift-acknowledged',
    'bank-transfer-recorded',
    'bank-transfer-confirmed',
    'bank-transfer-take-back-asked',
    'bank-transfer-taken-back',
    'bank-transfer-over-acknowledged',
  ],
  bulk: [
    'bulk-confirmed',
    'bulk-approved',
    'bulk-declined',
    'bulk-resumed',
    'bulk-paused',
    'bulk-stopped',
    'bulk-ended',
  ],
  people: [
    'staff-invited',
    'staff-link-mailed',
    'invitation-accepted',
    'staff-added',
    'staff-changed',
    'staff-disabled',
    'staff-enabled',
    'wait-lifted',
    'password-reset-offered',
    'two-factor-reset',
    'settings-changed',
    'chat-set',
    'chat-removed',
    'chat-tested',
    'sheet-mail-set',
    'sheet-mail-again',
    'sheet-mailed',
    'token-added',
    'token-revoked',
    'webhook-added',
    'webhook-changed',
    'webhook-switched',
    'webhook-secret-renewed',
    'webhook-removed',
    'webhook-tested',
    'webhook-sent-again',
    'webhook-given-up',
  ],
  access: [
    'signed-in',
    'sign-in-refused',
    'signed-out',
    'screen-locked',
    'screen-unlocked',
    'unlock-refused',
    'second-factor-passed',
    'second-factor-refused',
    'recovery-code-used',
    'two-factor-enrolled',
    'recovery-codes-renewed',
    'session-ended',
    'push-added',
    'push-removed',
    'password-changed',
  ],
  records: [
    'month-signed',
    'month-reopened',
    'deposit-recorded',
    'deposit-removed',
    'deposits-read',
    'rate-entered',
    'receipt-printed',
    'data-exported',
    'audit-pruned',
    'buyer-data-erased',
    'access-records-pruned',
  ],
} as const satisfies Record<string, readonly AuditAction[]>;

type Grouped = (typeof groups)[keyof typeof groups][number];
/** Does not compile if a kind of entry is in no group. */
const groupNames = Object.keys(groups) as (AuditAction extends Grouped
  ? keyof typeof groups
  : never)[];

/** The filters of the log: person, kind, period, payment and operation. */
export function AuditFilters({ query, entries, onQuery }: FilterProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(staffOptions);
  const { staff, action, payToken } = query;
  const chosen = entries.find((entry) => entry.payToken === payToken);
  const set = (part: Partial<AuditQuery>) => onQuery({ ...query, ...part });
  return (
    <LogFilters
      onClear={() => onQuery(anyAudit)}
      filters={[
        choiceFilter({
          name: 'staff',
          label: t('audit.filters.staff'),
          // Only known people can be chosen; another id in the address gets `otherWord`.
          options: [
            { value: EVERYBODY, word: t('audit.filters.everybody') },
            ...(data?.items ?? []).map(({ id, name }) => ({ value: id, word: name })),
          ],
          value: staff,
          otherWord: data === undefined && error === null ? '…' : t('audit.filters.unknownPerson'),
          late:
            data === undefined ? (
              <StaffListState error={error} onAgain={() => void refetch()} />
            ) : null,
          onChange: (next) => set({ staff: next }),
        }),
        {
          name: 'action',
          label: t('audit.filters.action'),
          value: action === null ? null : t(`audit.actions.${action}`),
          onRemove: () => set({ action: null }),
          field: (onDone) => (
            <ActionField
              value={action}
              onChange={(next) => {
                set({ action: next });
                onDone();
              }}
            />
          ),
        },
        periodLogFilter(query, t, set),
        idFilter('payToken', query, t, set, chosen?.orderNo),
        idFilter('operationId', query, t, set),
      ]}
    />
  );
}

function ActionField({
  value,
  onChange,
}: {
  value: AuditAction | null;
  onChange: (action: AuditAction) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.groups}>
      {groupNames.map((group) => (
        <section key={group}>
          <h2>{t(`audit.filters.groups.${group}`)}</h2>
          <OptionList<AuditAction>
            label={t(`audit.filters.groups.${group}`)}
            options={groups[group].map((action) => ({
              value: action,
              word: t(`audit.actions.${action}`),
            }))}
            value={value}
            onChange={onChange}
          />
        </section>
      ))}
    </div>
  );
}
