import { isMac } from './mod-key.ts';
import classes from './confirm-keys.module.css';

/** The shortcut that presses a confirmation's button; plain Enter does not. */
export function ConfirmKeys() {
  return (
    <kbd className={classes.keys} aria-hidden="true">
      {isMac ? '⌘↵' : 'Ctrl ↵'}
    </kbd>
  );
}
