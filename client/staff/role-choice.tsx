import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { roles, type Role } from '../../shared/permissions.ts';
import { Check } from '../ui/check.tsx';
import styles from './staff-form.module.css';

/** Radio buttons of the three roles with descriptions. */
export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{t('staff.form.role')}</legend>
      {roles.map((role) => (
        <Check
          key={role}
          type="radio"
          name={name}
          label={t(`common.role.${role}`)}
          help={t(`staff.roles.${role}`)}
          checked={role === value}
          onChange={() => onChange(role)}
        />
      ))}
    </fieldset>
  );
}
