import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { readDesk } from '../session/desk.ts';

/** The tab's title on a page without the frame. */
export function usePageTitle(page: string): void {
  const { t, i18n } = useTranslation();
  const { mode } = readDesk();
  useEffect(() => {
    document.title = t('frame.tab.title', { page, mode: t(`frame.mode.${mode}`) });
  }, [t, i18n.language, mode, page]);
}
