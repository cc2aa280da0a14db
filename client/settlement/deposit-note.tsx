import { useTranslation } from 'react-i18next';
import { NOTE_MAX } from '../../shared/limits.ts';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';

/** The note to an entry of a deposit. */
export function DepositNote({
  value,
  needed = false,
  error,
  onChange,
}: {
  value: string;
  needed?: boolean;
  error?: string | undefined;
  onChange: (note: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('settlement.deposit.note')}
      {...(needed ? {} : { mark: t('settlement.deposit.noteMark') })}
      error={error}
    >
      {(control) => (
        <NoteInput
          {...control}
          rows={1}
          maxLength={NOTE_MAX}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
