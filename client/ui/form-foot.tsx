import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DialogFoot } from './dialog.tsx';
import classes from './form-foot.module.css';

/** A form's foot: close on the left, submit on the right unless `blocked`. */
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
  /** The pane has not been visible long enough for a press to count. */
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
