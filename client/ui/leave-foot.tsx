import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DialogFoot } from './dialog.tsx';
import classes from './leave-foot.module.css';

export interface LeaveWords {
  title: string;
  leave: string;
  stay: string;
}

interface LeaveFootProps {
  words?: LeaveWords | undefined;
  onStay: () => void;
  onLeave: () => void;
}

/** Asks before something is lost: by default, unsaved input. */
export function LeaveFoot({ words, onStay, onLeave }: LeaveFootProps) {
  const { t } = useTranslation();
  const { title, leave, stay } = words ?? {
    title: t('common.leave.title'),
    leave: t('common.leave.leave'),
    stay: t('common.leave.stay'),
  };
  return (
    <DialogFoot>
      <span className={classes.words} role="alert">
        {title}
      </span>
      <Button size="lg" onClick={onLeave}>
        {leave}
      </Button>
      <Button size="lg" variant="filled" data-autofocus autoFocus onClick={onStay}>
        {stay}
      </Button>
    </DialogFoot>
  );
}
