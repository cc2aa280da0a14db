import { Button } from '@mantine/core';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './confirm-pane.module.css';
import { ConfirmKeys } from '../ui/confirm-keys.tsx';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogSentence } from './money-dialog.tsx';
import { useSeen } from './use-seen.ts';

interface ConfirmPaneProps {
  head: ReactNode;
  /** Notices above the sentence. */
  above?: ReactNode;
  /** What is going to happen; it describes the dialog. */
  sentence?: ReactNode;
  /** The label of the back button. */
  back: string;
  onBack: () => void;
  confirm: string;
  /** Further values that the pane shows: when one changes, the waiting time starts again. */
  says: readonly unknown[];
  onConfirm: () => void;
  /** Another decision that may be taken instead. */
  other?: { label: string; onPress: () => void } | undefined;
  /** It has to be read again first: there is no confirm button. */
  blocked?: boolean;
  /** The request is being sent. */
  sending?: boolean;
  /** Replaces the pane's own foot. */
  leave?: ReactNode;
  children?: ReactNode;
}

/**
 * The confirmation before every request that moves money. A press counts only after the content was
 * visible for 0.7 s, and Enter alone only goes back.
 */
export function ConfirmPane(props: ConfirmPaneProps) {
  const { head, sentence, back, onBack, confirm, onConfirm, other, leave } = props;
  const { blocked = false, sending = false } = props;
  const backButton = useRef<HTMLButtonElement>(null);
  const sentenceId = useId();
  // A dialog's description is read when the dialog opens: a pane that replaces another one in it
  // needs it at the button that takes the focus.
  const [replaces] = useState(() => document.activeElement?.closest('[role="dialog"]') !== null);
  const describes = replaces && sentence !== undefined;
  const isSeen = useSeen(JSON.stringify([confirm, blocked, props.says]));
  const waits = !isSeen || sending;
  const mayPress = !blocked && !waits && (leave ?? null) === null;
  // Also when `blocked` changes: it unmounts or replaces the button that had the focus.
  useEffect(() => {
    backButton.current?.focus();
  }, [blocked]);
  const press = () => {
    if (mayPress) onConfirm();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    // Ignore the repeats of a held key.
    if (!event.repeat) press();
  };
  return (
    <div className={classes.pane} onKeyDown={keys}>
      {head}
      <MoneyDialogBody>
        {props.above}
        {sentence === undefined ? null : (
          <MoneyDialogSentence id={sentenceId}>{sentence}</MoneyDialogSentence>
        )}
        {props.children}
      </MoneyDialogBody>
      {leave ?? (
        <MoneyDialogFoot>
          <Button
            ref={backButton}
            // A dialog that opens with this pane focuses this element first.
            data-autofocus
            aria-describedby={describes ? sentenceId : undefined}
            size="lg"
            className={classes.back}
            onClick={onBack}
          >
            {back}
          </Button>
          {other === undefined ? null : (
            <Button size="lg" className={classes.other} onClick={other.onPress}>
              {other.label}
            </Button>
          )}
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
