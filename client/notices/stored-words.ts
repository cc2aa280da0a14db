/** The stored settings as text. */
import type { TFunction } from 'i18next';
import type { ChatNotice, SheetMails } from './notice-options.ts';

export const hoursText = ({ quiet }: ChatNotice, t: TFunction) =>
  quiet === null ? t('notices.chat.noQuiet') : t('notices.chat.hours', quiet);

export function chatText(chat: ChatNotice | null, t: TFunction): string {
  if (chat === null) return t('notices.chat.none');
  return [
    chat.host,
    t(`notices.chat.forms.${chat.form}`),
    t(`notices.languages.${chat.lang}`),
    `${t('notices.chat.quiet')} ${hoursText(chat, t)}`,
  ].join(', ');
}

export function mailText({ emails, time, lang }: SheetMails, t: TFunction): string {
  if (emails.length === 0) return t('notices.mail.none');
  return [...emails, t('notices.mail.at', { time }), t(`notices.languages.${lang}`)].join(', ');
}
