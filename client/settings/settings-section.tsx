import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './settings-section.module.css';

export type SectionName =
  'shop' | 'reasons' | 'approval' | 'grace' | 'stepUp' | 'ceilings' | 'desk';

/** What a group of settings is for on the left, the settings themselves on the right. */
export function SettingsSection({ name, children }: { name: SectionName; children: ReactNode }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div>
        <h2 id={id}>{t(`settings.sections.${name}.title`)}</h2>
        <p className={styles.text}>{t(`settings.sections.${name}.text`)}</p>
      </div>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}
