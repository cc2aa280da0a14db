import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMIT_MAX_WON } from '../../shared/limits.ts';
import type { ByRole } from '../../shared/settings.ts';
import { formatAmount } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { WonInput } from '../ui/won-input.tsx';
import { useFaultWords } from './name-field.tsx';
import type { EditDraft, StaffFault } from './staff-draft.ts';
import styles from './staff-form.module.css';

/** A person's day limit for refunds: that of the role or one of their own. */
export function CeilingField({
  draft,
  fault,
  roleCeilings,
  onChange,
}: {
  draft: EditDraft;
  fault: StaffFault | undefined;
  roleCeilings: ByRole<number | null> | null;
  onChange: (part: Partial<EditDraft>) => void;
}) {
  const { t } = useTranslation();
  const words = useFaultWords();
  const name = useId();
  const { role } = draft;
  if (role === 'viewer') return <p className={styles.quiet}>{t('staff.form.ceilingViewer')}</p>;
  const ofRole = roleCeilings?.[role];
  const byRole =
    ofRole === undefined
      ? t('staff.form.ceilingByRole')
      : ofRole === null
        ? t('staff.form.ceilingByRoleNone')
        : t('staff.form.ceilingByRoleIs', { amount: formatAmount(ofRole) });
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{t('staff.form.ceiling')}</legend>
      <Check
        type="radio"
        name={name}
        label={byRole}
        checked={!draft.ownCeiling}
        onChange={() => onChange({ ownCeiling: false })}
      />
      <Check
        type="radio"
        name={name}
        label={t('staff.form.ceilingOwn')}
        checked={draft.ownCeiling}
        onChange={() => onChange({ ownCeiling: true })}
      />
      {draft.ownCeiling ? (
        <div className={styles.own}>
          <Field
            label={t('staff.form.ceilingWon')}
            help={t('staff.form.ceilingHelp')}
            error={words(fault)}
          >
            {(control) => (
              <WonInput
                {...control}
                maxWon={LIMIT_MAX_WON}
                value={draft.ceilingWon}
                onChange={(ceilingWon) => onChange({ ceilingWon })}
              />
            )}
          </Field>
        </div>
      ) : null}
    </fieldset>
  );
}
