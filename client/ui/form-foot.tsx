import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DialogFoot } from './dialog.tsx';
import classes from './form-foot.module.css';

/** The foot of a form: close on the left; what goes on, on the right, unless it is `blocked`. */
export function FormFoot({
  onClose,
  blocked = false,
  submit,
  busy = false,
  waits,
}: {
  onClose: () => void;
  blocked?: boolean;
  submit: string;
  busy?: boolean;
  /** Not seen for long enough to be pressed. */
  waits?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <DialogFoot>
      <Button variant="subtle" color="gray" size="lg" className={classes.quiet} onClick={onClose}>
        {t('common.close')}
      </Button>
      {blocked ? null : (
        <Button
          variant="filled"
          size="lg"
          type="submit"
          loading={busy}
          aria-disabled={waits}
          className={classes.primary}
        >
          {submit}
        </Button>
      )}
    </DialogFoot>
  );
}
