import { useSyncExternalStore } from 'react';
import { i18n } from './i18n.ts';

function subscribe(listener: () => void): () => void {
  i18n.on('languageChanged', listener);
  return () => i18n.off('languageChanged', listener);
}

const language = () => i18n.language;

/**
 * A cheaper `useTranslation` for small components that a list has hundreds of: it follows the
 * language but does not copy the i18n object.
 */
export function useWords(): typeof i18n.t {
  useSyncExternalStore(subscribe, language, language);
  return i18n.t;
}
