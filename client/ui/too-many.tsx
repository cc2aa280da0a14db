import { useTranslation } from 'react-i18next';
import { Notice } from './notice.tsx';

const MINUTE_S = 60;

/** Too many wrong attempts: says when the next one is allowed, if the desk told it. */
export function TooMany({ seconds }: { seconds: number | null }) {
  const { t } = useTranslation();
  const wait =
    seconds === null
      ? t('session.wait.soon')
      : seconds < MINUTE_S
        ? t('session.wait.seconds', { n: Math.max(1, Math.ceil(seconds)) })
        : t('session.wait.minutes', { n: Math.ceil(seconds / MINUTE_S) });
  return (
    <Notice tone="bad">
      <p>{t('session.tooMany', { wait })}</p>
    </Notice>
  );
}
