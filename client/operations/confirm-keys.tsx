import classes from './confirm-keys.module.css';

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys that press the button of a confirmation; plain Enter does not. */
export function ConfirmKeys() {
  return (
    <kbd className={classes.keys} aria-hidden="true">
      {isMac ? '⌘↵' : 'Ctrl ↵'}
    </kbd>
  );
}
