import { Button } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import classes from './confirm-pane.module.css';
import { ConfirmKeys } from '../ui/confirm-keys.tsx';
import { MoneyDialogBody, MoneyDialogFoot } from './money-dialog.tsx';
import { useSeen } from './use-seen.ts';

interface ConfirmPaneProps {
  head: ReactNode;
  /** The word of the button that leads back, and what it does. */
  back: string;
  onBack: () => void;
  confirm: string;
  /** What else the person confirms: where it changes, it has to be seen anew. */
  says: readonly unknown[];
  onConfirm: () => void;
  /** It has to be read anew first: there is no button that goes on. */
  blocked?: boolean;
  /** It is on its way already. */
  sending?: boolean;
  /** Instead of the pane's own foot. */
  leave?: ReactNode;
  children: ReactNode;
}

/**
 * The last look before money is asked for: the only way to it for every dialog that has one. A
 * press counts after what the pane says was seen for 0.7 s, and plain Enter only goes back.
 */
export function ConfirmPane(props: ConfirmPaneProps) {
  const { head, back, onBack, confirm, onConfirm, leave, children } = props;
  const { blocked = false, sending = false } = props;
  const backButton = useRef<HTMLButtonElement>(null);
  const isSeen = useSeen(JSON.stringify([confirm, blocked, props.says]));
  const waits = !isSeen || sending;
  const mayPress = !blocked && !waits && (leave ?? null) === null;
  // Also where the button that had the focus went: a refusal takes one away, reading anew another.
  useEffect(() => {
    backButton.current?.focus();
  }, [blocked]);
  const press = () => {
    if (mayPress) onConfirm();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    // A key that is held down is no second press.
    if (!event.repeat) press();
  };
  return (
    <div className={classes.pane} onKeyDown={keys}>
      {head}
      <MoneyDialogBody>{children}</MoneyDialogBody>
      {leave ?? (
        <MoneyDialogFoot>
          <Button
            ref={backButton}
            // Where the dialog opens with this pane, it chooses by this what has the focus first.
            data-autofocus
            size="lg"
            className={classes.back}
            onClick={onBack}
          >
            {back}
          </Button>
          {blocked ? null : (
            <Button
              variant="filled"
              size="lg"
              className={classes.primary}
              aria-disabled={waits}
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
