import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { formatMoment } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { saveFile } from '../ui/save-file.ts';
import { writeClipboard } from '../ui/write-clipboard.ts';
import styles from './checkpoint-dialog.module.css';

export type SignedCheckpoint = Answer<'POST /api/audit/checkpoints'>;

/** Shows a signed checkpoint and why it should be stored outside the desk. */
export function CheckpointDialog({
  signed,
  onClose,
}: {
  signed: SignedCheckpoint;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [told, setTold] = useState<string | null>(null);
  const { checkpoint, publicKey } = signed;
  const text = `${JSON.stringify({ ...checkpoint, publicKey }, null, 2)}\n`;
  const say = (words: string) => {
    setTold(words);
    announce(words);
  };
  const copy = async () =>
    say(t((await writeClipboard(text)) ? 'common.copied' : 'common.copyFailed'));
  const download = () => {
    const name = `changgu-audit-checkpoint-${checkpoint.seq}.json`;
    saveFile(name, new Blob([text], { type: 'application/json' }));
    say(t('audit.sign.done', { name }));
  };
  return (
    <Dialog onClose={onClose}>
      <DialogHead
        title={t('audit.sign.title', { seq: checkpoint.seq })}
        takesFocus
        onClose={onClose}
      />
      <DialogBody>
        <p>{t('audit.sign.why')}</p>
        <Facts>
          <Fact term={t('audit.sign.seq')}>{formatWon(checkpoint.seq)}</Fact>
          <Fact term={t('audit.sign.at')}>{formatMoment(checkpoint.at)}</Fact>
          <Fact term={t('audit.sign.hash')}>
            <span className="mono">{checkpoint.hash}</span>
          </Fact>
          <Fact term={t('audit.sign.signature')}>
            <span className="mono">{checkpoint.signature}</span>
          </Fact>
          <Fact term={t('audit.sign.publicKey')}>
            <pre className={`mono ${styles.key ?? ''}`}>{publicKey}</pre>
          </Fact>
        </Facts>
        <p className={styles.proves}>{t('audit.sign.proves')}</p>
      </DialogBody>
      <DialogFoot>
        <span className={styles.told}>{told}</span>
        <Button size="lg" onClick={() => void copy()}>
          {t('audit.sign.copy')}
        </Button>
        <Button
          size="lg"
          variant="filled"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={download}
        >
          {t('audit.sign.download')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
