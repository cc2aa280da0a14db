import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announcer.tsx';
import styles from './copy-line.module.css';
import { TextInput } from './text-input.tsx';
import { writeClipboard } from './write-clipboard.ts';

/** A text to be copied, shown in full, with a labelled copy button. */
export function CopyLine({
  text,
  label,
  word,
  onCopied,
}: {
  text: string;
  label: string;
  word?: string;
  /** Called when the text or part of it was copied, by the button or by selection. */
  onCopied?: () => void;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await writeClipboard(text);
    setCopied(done);
    if (done) onCopied?.();
    announce(t(done ? 'common.copied' : 'common.copyFailed'));
  };
  return (
    <div className={styles.line}>
      <TextInput
        className="mono"
        readOnly
        aria-label={label}
        value={text}
        onCopy={onCopied}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        aria-label={t('common.copyOf', { what: label })}
        leftSection={<IconCopy size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => {
          void copy();
        }}
      >
        {copied ? t('common.copied') : (word ?? t('common.copy'))}
      </Button>
    </div>
  );
}
