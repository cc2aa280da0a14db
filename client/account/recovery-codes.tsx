import { Button } from '@mantine/core';
import { IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { Notice } from '../ui/notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useForm } from '../ui/use-form.ts';
import { writeClipboard } from '../ui/write-clipboard.ts';
import { useUnsavedWork } from '../unsaved-work.ts';
import styles from './recovery-codes.module.css';

interface RecoveryCodesProps {
  codes: readonly string[];
  /** The account's email, for the printed codes and the file. */
  email: string;
  shopName: string;
  onDone: () => void;
}

/** Prints the codes alone, without the page around them. */
function printCodes(): void {
  const { dataset } = document.documentElement;
  dataset['printing'] = 'codes';
  window.addEventListener(
    'afterprint',
    () => {
      delete dataset['printing'];
    },
    { once: true },
  );
  window.print();
}

/** The recovery codes, shown once: going on requires confirming that they are saved. */
export function RecoveryCodes({ codes, email, shopName, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const { form, tried } = useForm(() => {
    if (kept) onDone();
    return kept;
  });
  const { ref } = form;
  useUnsavedWork(true);
  useEffect(() => {
    ref.current?.focus();
  }, [ref]);
  const owner = [shopName, email].filter((part) => part !== '').join(' · ');
  const text = `${t('account.codes.fileTitle')}\n${owner}\n\n${codes.join('\n')}\n`;
  const copy = async () => {
    const done = await writeClipboard(text);
    announce(t(done ? 'common.copied' : 'common.copyFailed'));
  };
  return (
    <form {...form} className={styles.pane} tabIndex={-1}>
      <p>{t('account.codes.lead')}</p>
      <Notice tone="warn" silent>
        <p>{t('account.codes.once')}</p>
      </Notice>
      <div className={styles.sheet} data-codes="">
        <p className={styles.owner}>
          <b>{t('account.codes.fileTitle')}</b> {owner}
        </p>
        <ol className={styles.codes} aria-label={t('account.codes.list')}>
          {codes.map((code) => (
            <li key={code} className="mono">
              {code}
            </li>
          ))}
        </ol>
      </div>
      <div className={styles.acts}>
        <Button
          leftSection={<IconCopy size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => {
            void copy();
          }}
        >
          {t('account.codes.copy')}
        </Button>
        <Button
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() =>
            saveFile('changgu-recovery-codes.txt', new Blob([text], { type: 'text/plain' }))
          }
        >
          {t('account.codes.download')}
        </Button>
        <Button
          leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden="true" />}
          onClick={printCodes}
        >
          {t('account.codes.print')}
        </Button>
      </div>
      <Check
        type="checkbox"
        label={t('account.codes.kept')}
        checked={kept}
        {...(tried && !kept ? { error: t('account.codes.keptMissing') } : {})}
        onChange={setKept}
      />
      <div>
        <Button type="submit" variant="filled" size="lg">
          {t('account.codes.finish')}
        </Button>
      </div>
    </form>
  );
}
