import { IconDots } from '@tabler/icons-react';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useWords } from '../copy/use-words.ts';
import { IconButton } from '../ui/icon-button.tsx';
import type { RowMenuProps } from './row-actions.ts';

const RowMenuItems = lazy(async () => {
  const { RowMenuItems: Component } = await import('./row-menu-items.tsx');
  return { default: Component };
});

/** A row's actions. The menu is only mounted while it is open. */
export function RowMenu(props: RowMenuProps) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const closing = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (opened || !closing.current) return;
    closing.current = false;
    // The button was remounted with the menu; focus that was lost goes to it.
    if (document.activeElement === document.body) button.current?.focus();
  }, [opened]);
  const dots = (
    <IconButton
      ref={button}
      label={t('list.row.menuOf', { orderNo: props.payment.orderNo })}
      aria-haspopup="menu"
      onClick={opened ? undefined : () => setOpened(true)}
    >
      <IconDots size={16} stroke={1.75} aria-hidden="true" />
    </IconButton>
  );
  if (!opened) return dots;
  const change = (open: boolean) => {
    closing.current = !open;
    setOpened(open);
  };
  return (
    <Suspense fallback={dots}>
      <RowMenuItems {...props} onChange={change}>
        {dots}
      </RowMenuItems>
    </Suspense>
  );
}
