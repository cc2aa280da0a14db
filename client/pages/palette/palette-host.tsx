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

/** Delay in ms before the palette's chunk is preloaded. */
const LOAD_AHEAD_MS = 5_000;

/** Opens the palette with ⌘K, elsewhere Ctrl+K; also from a field, but not over another dialog. */
function usePaletteKey(onKey: () => void): void {
  const press = useEffectEvent(onKey);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { altKey, shiftKey, ctrlKey, metaKey } = event;
      if (altKey || shiftKey || !(isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey)) return;
      if (latinKey(event) !== 'k') return;
      // Without this the browser would move the focus to its address bar.
      event.preventDefault();
      if (!event.repeat) press();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** The input while the palette's chunk loads; what is typed here is kept. */
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
    // Not a dialog yet: a screen reader would announce two of them, one after the other.
    <div
      className={styles.coming}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <input
        autoFocus
        aria-label={t('frame.palette.label')}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          // The page beneath is covered.
          if (event.key === 'Tab') event.preventDefault();
        }}
      />
    </div>
  );
}

/** The palette's state, and its shortcut. */
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
  // Closed while the screen is locked, because it shows data, and not opened again afterwards.
  if (opened && standing !== 'open') close();
  return { opened: opened && standing === 'open', payToken, open, close };
}

/** The palette's dialog, mounted while it is open. */
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
  // Read before anything inside can take the focus.
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
