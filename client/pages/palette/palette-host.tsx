import { Suspense, lazy, useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useDeskAccess } from '../../session/use-desk-access.ts';
import { isMac } from '../../ui/mod-key.ts';
import { latinKey } from '../../ui/shortcuts.ts';
import { focusAgain } from '../../ui/open-dialogs.ts';
import { useLoadAhead } from '../../ui/use-load-ahead.ts';
import styles from './palette-host.module.css';
import { payTokenAtHand } from './payment-at-hand.ts';

const loadDialog = () => import('./palette-dialog.tsx');
const PaletteDialog = lazy(async () => ({ default: (await loadDialog()).PaletteDialog }));

/** After the first page is on the screen. */
const LOAD_AHEAD_MS = 5_000;

/** Calls it with ⌘K, elsewhere Ctrl+K: also out of a field, but not out of another dialog. */
function usePaletteKey(onKey: () => void): void {
  const press = useEffectEvent(onKey);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { altKey, shiftKey, ctrlKey, metaKey } = event;
      if (altKey || shiftKey || !(isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey)) return;
      if (latinKey(event) !== 'k') return;
      // A browser would leave the page for its address bar: that is never what was meant.
      event.preventDefault();
      if (!event.repeat) press();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** Takes letters until the palette's code is there. */
function Coming({
  text,
  onText,
  onClose,
}: {
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div
      className={styles.coming}
      role="dialog"
      aria-modal="true"
      aria-label={t('frame.palette.label')}
    >
      <input
        autoFocus
        aria-label={t('frame.palette.label')}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          // There is nowhere to go from here.
          if (event.key === 'Tab') event.preventDefault();
        }}
      />
    </div>
  );
}

/** The palette while it is open, and who opens it. */
export function usePalette() {
  const [payToken, setPayToken] = useState<string | null>(null);
  const [opened, setOpened] = useState(false);
  const { pathname } = useLocation();
  const { standing } = useDeskAccess();
  const open = () => {
    if (document.querySelector('[aria-modal="true"]') !== null) return;
    setPayToken(payTokenAtHand(pathname));
    setOpened(true);
  };
  const close = () => setOpened(false);
  usePaletteKey(() => {
    if (opened) close();
    else open();
  });
  useLoadAhead(loadDialog, LOAD_AHEAD_MS);
  // What it shows is nobody's to see while the screen is locked, nor is it there afterwards.
  if (opened && standing !== 'open') close();
  return { opened: opened && standing === 'open', payToken, open, close };
}

/** Mounted while it is open. */
export function PaletteHost({
  payToken,
  onHelp,
  onClose,
}: {
  payToken: string | null;
  onHelp: () => void;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  // Before anything inside can take the focus.
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => () => focusAgain(before), [before]);
  return (
    <Suspense fallback={<Coming text={text} onText={setText} onClose={onClose} />}>
      <PaletteDialog
        text={text}
        onText={setText}
        payToken={payToken}
        onHelp={onHelp}
        onClose={onClose}
      />
    </Suspense>
  );
}
