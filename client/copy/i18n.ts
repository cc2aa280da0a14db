/** i18next with typed keys: `t('list.title')`. Korean is the default and the fallback. */
import i18next, { type FormatterModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { formatWon } from '../../shared/won.ts';
import { ko, type Ko, type LazyKo } from './ko.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Ko };
  }
}

export const languages = ['ko', 'en'] as const;
export type Language = (typeof languages)[number];

export const i18n = i18next.createInstance();

/** Adds thousands separators: every number in a sentence is a count. */
const counts: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  // Other values are passed through; for a missing one i18next inserts nothing.
  format: (value: unknown) =>
    (Number.isSafeInteger(value) ? formatWon(Number(value)) : value) as string,
};

void i18n
  .use(initReactI18next)
  .use(counts)
  .init({
    lng: 'ko',
    fallbackLng: 'ko',
    supportedLngs: languages,
    resources: { ko: { translation: ko } },
    partialBundledLanguages: true,
    interpolation: {
      // React escapes already; escaping twice would show `&amp;`.
      escapeValue: false,
      alwaysFormat: true,
    },
    initAsync: false,
  });

/**
 * For React's provider. `useTranslation` copies every own property of the i18n object when a
 * component mounts; this object has none.
 */
export const i18nForReact = Object.create(i18n) as typeof i18n;

/** Adds the texts of a lazy screen. English is loaded as a whole instead. */
export function addKorean(words: Partial<LazyKo>): void {
  i18n.addResourceBundle('ko', 'translation', words, true);
}

let wanted: Language = 'ko';

/**
 * Sets the language of all texts and of the document. English is fetched at its first use, and
 * Korean stays until then.
 */
export async function setLanguage(language: Language): Promise<void> {
  wanted = language;
  if (language === 'en' && !i18n.hasResourceBundle('en', 'translation')) {
    const { en } = await import('./en.ts');
    i18n.addResourceBundle('en', 'translation', en);
  }
  if (wanted !== language) return;
  document.documentElement.lang = language;
  if (i18n.language !== language) await i18n.changeLanguage(language);
}
