import { Button } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyDialogBody, MoneyDialogFoot } from '../ui/money-dialog.tsx';
import type { ActFrame } from './act-frame.ts';
import { ActHead } from './act-head.tsx';
import { ConfirmKeys } from '../ui/confirm-keys.tsx';
import pane from './confirm-pane.module.css';
import classes from './act-confirm.module.css';

interface ActConfirmProps extends ActFrame {
  title: string;
  /** What is about to be done, in one sentence. */
  sentence: ReactNode;
  /** What it does to the money, in one sentence. */
  money: string;
  confirm: string;
  /** Back to what was filled in; `null` where the dialog begins here. */
  onBack: (() => void) | null;
  onConfirm: () => void;
  children?: ReactNode;
}

/** One sentence, what it does to the money, and one button. Plain Enter only goes back. */
export function ActConfirm(props: ActConfirmProps) {
  const { t } = useTranslation();
  const { title, sentence, money, confirm, above, blocked, sending, leave } = props;
  const { operation, detail, onBack, onClose, onConfirm, children } = props;
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    back.current?.focus();
  }, []);
  const press = () => {
    if (!blocked && !sending) onConfirm();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    press();
  };
  return (
    <div className={pane.pane} onKeyDown={keys}>
      <ActHead title={title} operation={operation} detail={detail} onClose={onClose} />
      <MoneyDialogBody>
        {above}
        <p className={pane.say}>{sentence}</p>
        <p className={classes.money}>{money}</p>
        {children}
      </MoneyDialogBody>
      {leave ?? (
        <MoneyDialogFoot>
          <Button ref={back} size="lg" className={pane.back} onClick={onBack ?? onClose}>
            {t(onBack === null ? 'common.close' : 'common.back')}
          </Button>
          {blocked ? null : (
            <Button
              variant="filled"
              size="lg"
              className={pane.primary}
              aria-disabled={sending}
              rightSection={<ConfirmKeys />}
              onClick={press}
            >
              {confirm}
            </Button>
          )}
        </MoneyDialogFoot>
      )}
    </div>
  );
}
