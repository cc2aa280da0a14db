import { useTranslation } from 'react-i18next';
import { noticeLangs, type NoticeLang } from '../../shared/notices.ts';
import { Segments } from '../ui/segments.tsx';
import styles from './notices.module.css';

/** The language of what is sent. */
export function LangChoice({
  value,
  onChange,
}: {
  value: NoticeLang;
  onChange: (lang: NoticeLang) => void;
}) {
  const { t } = useTranslation();
  return (
    <div>
      <p className={styles.legend}>{t('notices.language')}</p>
      <Segments
        label={t('notices.language')}
        value={value}
        options={noticeLangs.map((lang) => ({
          value: lang,
          label: t(`notices.languages.${lang}`),
        }))}
        onChange={onChange}
      />
    </div>
  );
}
