import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/copy-button.tsx';
import { bodyLines } from './body-lines.ts';
import styles from './body-text.module.css';

/** A request or response body as plain text that wraps, with a button that copies it unchanged. */
export function BodyText({
  title,
  body,
}: {
  title: string;
  /** `null` if there was no body. */
  body: { text: string; cut: boolean } | null;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className={styles.body} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{title}</h3>
        {body === null || body.text === '' ? null : (
          <CopyButton text={body.text} what={t('developer.body.copy', { what: title })} />
        )}
      </div>
      {body === null || body.text === '' ? (
        <p className={styles.quiet}>{t(`developer.body.${body === null ? 'none' : 'empty'}`)}</p>
      ) : (
        // A long body scrolls inside, also by keyboard, so it needs the focus.
        <pre className={`mono ${styles.text ?? ''}`} tabIndex={0} aria-labelledby={id} dir="ltr">
          {bodyLines(body.text)}
        </pre>
      )}
      {body?.cut === true ? <p className={styles.quiet}>{t('developer.body.cut')}</p> : null}
    </section>
  );
}
