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
  useLoadAhead(loadContent, LOAD_AHEAD_MS);
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
