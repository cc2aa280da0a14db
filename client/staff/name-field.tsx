import { useTranslation } from 'react-i18next';
import { LIMIT_MAX_WON } from '../../shared/limits.ts';
import { formatAmount } from '../format.ts';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/text-input.tsx';
import type { StaffFault } from './staff-draft.ts';

export function useFaultWords() {
  const { t } = useTranslation();
  return (fault: StaffFault | undefined) =>
    fault === undefined
      ? undefined
      : t(`staff.wrong.${fault}`, { max: formatAmount(LIMIT_MAX_WON) });
}

export function NameField({
  value,
  fault,
  onChange,
}: {
  value: string;
  fault: StaffFault | undefined;
  onChange: (name: string) => void;
}) {
  const { t } = useTranslation();
  const words = useFaultWords();
  return (
    <Field label={t('staff.form.name')} error={words(fault)}>
      {(control) => (
        <TextInput
          {...control}
          data-autofocus
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
