import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isPayToken } from '../../../shared/limits.ts';
import { Field } from '../../ui/field.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isOperationId } from './log-query.ts';
import styles from './log-filters.module.css';

/** Input for a complete payToken or operation id. */
export function IdField({
  name,
  value,
  onChange,
}: {
  name: 'payToken' | 'operationId';
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value ?? '');
  const given = text.trim();
  const wrong = given !== '' && !(name === 'payToken' ? isPayToken : isOperationId)(given);
  const { form, tried } = useForm(() => {
    if (!wrong) onChange(given === '' ? null : given);
    return !wrong;
  });
  return (
    <form {...form} className={styles.field}>
      <Field
        label={t(`log.${name}`)}
        help={t(`log.${name}Help`)}
        error={tried && wrong ? t(`log.${name}Wrong`) : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            className="mono"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" size="xs">
        {t('log.apply')}
      </Button>
    </form>
  );
}

interface Period {
  fromDay: string | null;
  toDay: string | null;
}

/** Input for a span of days in Seoul, both included. */
export function PeriodField({
  fromDay,
  toDay,
  onChange,
}: Period & { onChange: (period: Period) => void }) {
  const { t } = useTranslation();
  const dayOf = (text: string) => (text === '' ? null : text);
  return (
    <div className={styles.field}>
      <Field label={t('log.from')}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={fromDay ?? ''}
            max={toDay ?? undefined}
            onChange={(event) => onChange({ fromDay: dayOf(event.currentTarget.value), toDay })}
          />
        )}
      </Field>
      <Field label={t('log.to')}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={toDay ?? ''}
            min={fromDay ?? undefined}
            onChange={(event) => onChange({ fromDay, toDay: dayOf(event.currentTarget.value) })}
          />
        )}
      </Field>
    </div>
  );
}
