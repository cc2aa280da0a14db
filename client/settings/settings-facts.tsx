import { useTranslation } from 'react-i18next';
import type { ShopSettings } from '../../shared/settings.ts';
import { settingText } from '../parts/setting-words.ts';
import { DeskFacts } from './desk-facts.tsx';
import styles from './settings-facts.module.css';
import { SettingsSection, type SectionName } from './settings-section.tsx';
import type { SettingsAnswer } from '../../shared/api.ts';

type Shown = Exclude<keyof ShopSettings, 'refundReasons'>;

const rules: readonly { name: SectionName; settings: readonly Shown[] }[] = [
  { name: 'approval', settings: ['approvalFromWon', 'approvalHours', 'pushAmounts'] },
  { name: 'grace', settings: ['graceSeconds'] },
  { name: 'stepUp', settings: ['stepUpFromWon'] },
  { name: 'ceilings', settings: ['personDayWon', 'shopDayWon'] },
  { name: 'records', settings: ['buyerDataYears', 'accessYears'] },
];

/** The settings as read-only facts. */
export function SettingsFacts({ answer, version }: { answer: SettingsAnswer; version: string }) {
  return (
    <>
      <SettingsSection name="shop">
        <FactList answer={answer} settings={['shopName', 'businessNumber']} />
      </SettingsSection>
      <SettingsSection name="reasons">
        <ol className={styles.reasons}>
          {answer.refundReasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ol>
      </SettingsSection>
      {rules.map(({ name, settings }) => (
        <SettingsSection key={name} name={name}>
          <FactList answer={answer} settings={settings} />
        </SettingsSection>
      ))}
      <SettingsSection name="desk">
        <DeskFacts answer={answer} version={version} />
      </SettingsSection>
    </>
  );
}

function FactList({ answer, settings }: { answer: SettingsAnswer; settings: readonly Shown[] }) {
  const { t } = useTranslation();
  return (
    <dl className={styles.facts}>
      {settings.map((setting) => (
        <div key={setting}>
          <dt>{t(`settings.names.${setting}`)}</dt>
          <dd>{settingText(setting, answer[setting], t)}</dd>
        </div>
      ))}
    </dl>
  );
}
