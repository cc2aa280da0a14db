import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TitledSection } from '../ui/titled-section.tsx';

export type SectionName =
  | 'shop'
  | 'reasons'
  | 'approval'
  | 'grace'
  | 'stepUp'
  | 'ceilings'
  | 'records'
  | 'desk';

export function SettingsSection({ name, children }: { name: SectionName; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <TitledSection
      title={t(`settings.sections.${name}.title`)}
      text={t(`settings.sections.${name}.text`)}
    >
      {children}
    </TitledSection>
  );
}
