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

/** Whoever gives a sentence a number means a count, and thousands are told apart. */
const counts: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  // What is no count stays what it is: of something that is missing i18next itself makes nothing.
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
      // React escapes; a second escaping would show &amp; to people.
      escapeValue: false,
      alwaysFormat: true,
    },
    initAsync: false,
  });

/**
 * For React's provider. `useTranslation` copies every own property of what it is given, in each
 * component that begins; this has none of its own.
 */
export const i18nForReact = Object.create(i18n) as typeof i18n;

/** Adds the words of a screen that has just been fetched; English ones come all at once. */
export function addKorean(words: Partial<LazyKo>): void {
  i18n.addResourceBundle('ko', 'translation', words, true);
}

let wanted: Language = 'ko';

/**
 * Turns every sentence, and the language that screen readers are told, to `language`. English is
 * fetched when somebody first wants it; until then Korean stays.
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
