import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './problem-notice.module.css';
import { problemWords } from './problem-words.ts';

/**
 * Explains an error. It answers three questions: did money move, may I retry, who can help. Toss's
 * message and code stand below.
 */
export function ProblemNotice({
  error,
  money = true,
  title,
  action,
  children,
}: {
  error: unknown;
  /** `false` if the call could not have moved money, such as reading a list. */
  money?: boolean;
  /** Replaces the error's own title. */
  title?: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const words = problemWords(error, money);
  return (
    <Notice tone="bad" title={title ?? words.title} action={action}>
      <p>{[words.effect, words.next].filter((part) => part !== null).join(' ')}</p>
      {children}
      {words.tossCode === null && words.tossMessage === null ? null : (
        <p className={styles.code}>
          {words.tossMessage === null
            ? null
            : `${t('problems.tossSaid', { message: words.tossMessage })} `}
          {words.tossCode === null ? null : (
            <>
              <span className="mono">{words.tossCode}</span> <CopyButton text={words.tossCode} />
            </>
          )}
        </p>
      )}
      {words.requestId === null ? null : (
        <p className={styles.code}>{t('problems.requestId', { id: words.requestId })}</p>
      )}
    </Notice>
  );
}
