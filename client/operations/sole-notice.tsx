import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';

/** 단독 처리: the shop has only one manager, and this is their own request. */
export function SoleNotice() {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t('operations.acts.sole.title')} silent>
      <p>{t('operations.acts.sole.body')}</p>
    </Notice>
  );
}
