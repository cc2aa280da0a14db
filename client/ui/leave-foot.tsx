import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DialogFoot } from './dialog.tsx';
import classes from './leave-foot.module.css';

/** Asks before unsaved input is discarded. */
export function LeaveFoot({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <DialogFoot>
      <span className={classes.words} role="alert">
        {t('common.leave.title')}
      </span>
      <Button size="lg" onClick={onLeave}>
        {t('common.leave.leave')}
      </Button>
      <Button size="lg" variant="filled" data-autofocus autoFocus onClick={onStay}>
        {t('common.leave.stay')}
      </Button>
    </DialogFoot>
  );
}
