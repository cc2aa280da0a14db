import { useTranslation } from 'react-i18next';
import { LIMIT_MAX_WON } from '../../shared/limits.ts';
import { formatAmount } from '../format.ts';
import type { SettingsDraft, SettingsFaults } from './settings-draft.ts';

/** Props of every section of the form. */
export interface SettingsFieldProps {
  draft: SettingsDraft;
  faults: SettingsFaults;
  change: (part: Partial<SettingsDraft>) => void;
}

/** The text of the fault at a place of the form, such as `refundReasons/2`. */
export function useFaultWords(faults: SettingsFaults) {
  const { t } = useTranslation();
  return (place: string): string | undefined => {
    const fault = faults[place];
    return fault === undefined
      ? undefined
      : t(`settings.wrong.${fault}`, { max: formatAmount(LIMIT_MAX_WON) });
  };
}
