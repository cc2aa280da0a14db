/* Not Mantine's CopyButton: it works on HTTPS only and does not report a failure. */
import { IconCheck, IconCopy } from '@tabler/icons-react';
import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { useWords } from '../copy/use-words.ts';
import { announce } from './announcer.tsx';
import styles from './copy-button.module.css';
import { writeClipboard } from './write-clipboard.ts';

/** Copies `text`; `what` names it in the label (default: the text itself). */
export function CopyButton({
  text,
  what,
  className,
}: {
  text: string;
  what?: string;
  className?: string | undefined;
}) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await writeClipboard(text);
    setCopied(done);
    announce(done ? t('common.copied') : t('common.copyFailed'));
  };
  return (
    <button
      type="button"
      className={clsx(styles.button, copied && styles.done, className)}
      aria-label={t('common.copyOf', { what: what ?? text })}
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
    >
      {copied ? (
        <IconCheck size={16} stroke={2} aria-hidden="true" />
      ) : (
        <IconCopy size={16} stroke={1.75} aria-hidden="true" />
      )}
    </button>
  );
}
