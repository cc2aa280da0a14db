import { Suspense, lazy, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useDeskAccess } from '../../session/use-desk-access.ts';
import { isMac } from '../../ui/mod-key.ts';
import { latinKey } from '../../ui/shortcuts.ts';
import { CommandDialog } from '../../ui/command-dialog.tsx';
import { useLoadAhead } from '../../ui/use-load-ahead.ts';
import styles from './palette-host.module.css';
import { payTokenAtHand } from './payment-at-hand.ts';

const loadContent = () => import('./palette-content.tsx');
const PaletteContent = lazy(async () => ({ default: (await loadContent()).PaletteContent }));

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

/** What is shown, and takes letters, until the rest of the palette has come. */
function Coming({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <input
      data-autofocus=""
      className={styles.coming}
      aria-label={t('frame.palette.label')}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
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
  useLoadAhead(loadContent, LOAD_AHEAD_MS);
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
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <CommandDialog label={t('frame.palette.label')} onClose={onClose}>
      <Suspense fallback={<Coming text={text} onText={setText} />}>
        <PaletteContent
          text={text}
          onText={setText}
          payToken={payToken}
          onHelp={onHelp}
          onClose={onClose}
        />
      </Suspense>
    </CommandDialog>
  );
}
