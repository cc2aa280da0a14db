import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SHORTER_AFTER_DAYS } from '../../shared/settings.ts';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import type { ShorterTerm } from './settings-draft.ts';

/** Asks before a retention period is shortened, because the data it erases can't be restored. */
export function ShorterTerms(props: {
  terms: readonly ShorterTerm[];
  onBack: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  const { terms, onBack, onConfirm } = props;
  return (
    <Dialog onClose={onBack}>
      <DialogHead title={t('settings.shorter.title')} />
      <DialogBody>
        <ul>
          {terms.map(({ name, from, to }) => (
            <li key={name}>
              {t('settings.shorter.term', { name: t(`settings.names.${name}`), from, to })}
            </li>
          ))}
        </ul>
        <p>{t('settings.shorter.how', { days: SHORTER_AFTER_DAYS })}</p>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" data-autofocus onClick={onBack}>
          {t('settings.shorter.back')}
        </Button>
        <Button size="lg" variant="filled" onClick={onConfirm}>
          {t('settings.shorter.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
