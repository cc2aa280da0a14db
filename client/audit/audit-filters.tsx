import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditAction } from '../../shared/audit.ts';
import { Field } from '../ui/field.tsx';
import { FilterChip } from '../ui/filter-chip.tsx';
import { OptionList } from '../ui/option-list.tsx';
import { shortToken } from '../ui/short-token.ts';
import { TextInput } from '../ui/text-input.tsx';
import styles from './audit-filters.module.css';
import { auditStaffOptions } from './audit-options.ts';
import {
  anyAudit,
  auditFilters,
  isOperationId,
  isPayToken,
  isSet,
  without,
  type AuditFilterName,
  type AuditQuery,
} from './audit-query.ts';

interface FilterProps {
  query: AuditQuery;
  onQuery: (query: AuditQuery) => void;
}

type FieldProps = FilterProps & { onDone: () => void };

/** The kinds of entries in groups, so that thirty of them can be overlooked. */
const groups = {
  operations: [
    'operation-requested',
    'operation-decided',
    'operation-sent',
    'operation-unclear',
    'operation-ended',
    'payment-created',
    'drift-acknowledged',
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
    'invitation-accepted',
    'staff-added',
    'staff-changed',
    'staff-disabled',
    'staff-enabled',
    'password-reset-offered',
    'two-factor-reset',
    'settings-changed',
    'token-added',
    'token-revoked',
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
    'password-changed',
  ],
  records: ['receipt-printed', 'data-exported', 'audit-pruned'],
} as const satisfies Record<string, readonly AuditAction[]>;

type Grouped = (typeof groups)[keyof typeof groups][number];
/** Fails to compile where a kind of entry stands in no group. */
const groupNames = Object.keys(groups) as (AuditAction extends Grouped
  ? keyof typeof groups
  : never)[];

/** The people whose entries may be asked for; somebody else's id is told as it is. */
function usePeople() {
  const { data } = useQuery(auditStaffOptions);
  return data?.items ?? [];
}

function useValue(query: AuditQuery) {
  const { t } = useTranslation();
  const people = usePeople();
  return (name: AuditFilterName): string | null => {
    if (!isSet(query, name)) return null;
    const { fromDay, toDay } = query;
    switch (name) {
      case 'staff':
        return (
          people.find(({ id }) => id === query.staff)?.name ?? t('audit.filters.unknownPerson')
        );
      case 'action':
        return query.action === null ? null : t(`audit.actions.${query.action}`);
      case 'payToken':
      case 'operationId':
        return shortToken(query[name] ?? '');
      case 'period':
        if (fromDay !== null && toDay !== null) {
          return fromDay === toDay
            ? fromDay
            : t('audit.filters.between', { from: fromDay, to: toDay });
        }
        if (fromDay !== null) return t('audit.filters.since', { day: fromDay });
        return toDay === null ? null : t('audit.filters.until', { day: toDay });
    }
  };
}

/** The conditions as chips that are removed one by one. */
export function AuditFilters({ query, onQuery }: FilterProps) {
  const { t } = useTranslation();
  const valueOf = useValue(query);
  const any = auditFilters.some((name) => isSet(query, name));
  return (
    <div className={styles.bar} role="group" aria-label={t('audit.filters.label')}>
      {auditFilters.map((name) => {
        const label = t(`audit.filters.${name}`);
        return (
          <FilterChip
            key={name}
            name={name}
            label={label}
            value={valueOf(name)}
            set={isSet(query, name)}
            removeLabel={t('audit.filters.remove', { name: label })}
            onRemove={() => {
              onQuery(without(query, name));
            }}
          >
            {(onDone) => (
              <FilterField name={name} query={query} onQuery={onQuery} onDone={onDone} />
            )}
          </FilterChip>
        );
      })}
      {any ? (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          onClick={() => {
            onQuery(anyAudit);
          }}
        >
          {t('audit.filters.clear')}
        </Button>
      ) : null}
    </div>
  );
}

function FilterField({ name, ...props }: FieldProps & { name: AuditFilterName }) {
  switch (name) {
    case 'staff':
      return <StaffField {...props} />;
    case 'action':
      return <ActionField {...props} />;
    case 'period':
      return <PeriodField {...props} />;
    case 'payToken':
    case 'operationId':
      return <IdField name={name} {...props} />;
  }
}

function StaffField({ query, onQuery, onDone }: FieldProps) {
  const { t } = useTranslation();
  const people = usePeople();
  return (
    <OptionList
      label={t('audit.filters.staff')}
      options={people.map(({ id, name }) => ({ value: id, word: name }))}
      value={query.staff}
      onChange={(staff) => {
        onQuery({ ...query, staff });
        onDone();
      }}
    />
  );
}

function ActionField({ query, onQuery, onDone }: FieldProps) {
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
            value={query.action}
            onChange={(action) => {
              onQuery({ ...query, action });
              onDone();
            }}
          />
        </section>
      ))}
    </div>
  );
}

function PeriodField({ query, onQuery }: FieldProps) {
  const { t } = useTranslation();
  const set = (which: 'fromDay' | 'toDay', day: string) => {
    onQuery({ ...query, [which]: day === '' ? null : day });
  };
  return (
    <div className={styles.field}>
      <Field label={t('audit.filters.from')}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={query.fromDay ?? ''}
            max={query.toDay ?? undefined}
            onChange={(event) => {
              set('fromDay', event.currentTarget.value);
            }}
          />
        )}
      </Field>
      <Field label={t('audit.filters.to')}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={query.toDay ?? ''}
            min={query.fromDay ?? undefined}
            onChange={(event) => {
              set('toDay', event.currentTarget.value);
            }}
          />
        )}
      </Field>
    </div>
  );
}

function IdField({
  name,
  query,
  onQuery,
  onDone,
}: FieldProps & { name: 'payToken' | 'operationId' }) {
  const { t } = useTranslation();
  const [text, setText] = useState(query[name] ?? '');
  const [tried, setTried] = useState(false);
  const given = text.trim();
  const wrong = given !== '' && !(name === 'payToken' ? isPayToken : isOperationId)(given);
  const words =
    name === 'payToken'
      ? { help: t('audit.filters.payTokenHelp'), wrong: t('audit.filters.wrongToken') }
      : { help: t('audit.filters.operationHelp'), wrong: t('audit.filters.wrongOperation') };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    onQuery({ ...query, [name]: given === '' ? null : given });
    onDone();
  };
  return (
    <form className={styles.field} onSubmit={submit}>
      <Field
        label={t(`audit.filters.${name}`)}
        help={words.help}
        error={tried && wrong ? words.wrong : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            className="mono"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
        )}
      </Field>
      <Button type="submit" size="xs">
        {t('audit.filters.apply')}
      </Button>
    </form>
  );
}
