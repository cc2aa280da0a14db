import { useTranslation } from 'react-i18next';
import { CopyLine } from '../ui/copy-line.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import styles from './desk-facts.module.css';
import type { SettingsAnswer } from '../../shared/api.ts';

/** Facts that only the server's configuration changes: addresses for Toss, and the key in use. */
export function DeskFacts({ answer, version }: { answer: SettingsAnswer; version: string }) {
  const { t } = useTranslation();
  const address = (name: 'callbackUrl' | 'retUrl' | 'retCancelUrl') => (
    <div>
      <p className={styles.label}>{t(`settings.desk.${name}`)}</p>
      <CopyLine text={answer[name]} label={t(`settings.desk.${name}`)} />
    </div>
  );
  return (
    <>
      <div>
        {address('callbackUrl')}
        <p className={styles.help}>{t('settings.desk.callbackHelp')}</p>
      </div>
      {address('retUrl')}
      {address('retCancelUrl')}
      <Facts>
        <Fact term={t('settings.desk.key')}>
          <span className="mono">····{answer.keyLast4}</span>{' '}
          <span className="vh">{t('settings.desk.keyEnds', { last4: answer.keyLast4 })}</span>
        </Fact>
        <Fact term={t('settings.desk.mode')}>{t(`frame.mode.${answer.mode}`)}</Fact>
        <Fact term={t('settings.desk.version')}>{version}</Fact>
      </Facts>
    </>
  );
}
