import { useSyncExternalStore } from 'react';
import { i18n } from './i18n.ts';

function subscribe(listener: () => void): () => void {
  i18n.on('languageChanged', listener);
  return () => i18n.off('languageChanged', listener);
}

const language = () => i18n.language;

/**
 * `t`, for the small pieces of which a list has hundreds: it follows the language as
 * `useTranslation` does, but does not begin by copying the whole i18n object.
 */
export function useWords(): typeof i18n.t {
  useSyncExternalStore(subscribe, language, language);
  return i18n.t;
}
