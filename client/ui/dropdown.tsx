/*
 * By hand: Mantine's Popover adds 20 KB gz to the first page and does no more than place the panel;
 * Escape, the first focus, leaving by Tab and the focus's return would still be ours.
 */
import { useClickOutside } from '@mantine/hooks';
import clsx from 'clsx';
import {
  Suspense,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  type ComponentPropsWithRef,
  type ReactNode,
} from 'react';
import styles from './dropdown.module.css';

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea';

/** The panel's distance from the window's edges. */
const EDGE_PX = 16;
/** Lower than this it would be too small to scroll in. */
const LEAST_PX = 240;

type Place = 'start' | 'end' | 'beside';

interface DropdownProps {
  label: string;
  opened: boolean;
  onChange: (opened: boolean) => void;
  place?: Place;
  /** The button's own properties and words. */
  button: ComponentPropsWithRef<'button'>;
  children: ReactNode;
}

/** Keeps the panel in the window, however large that is now. */
function fitPanel(panel: HTMLElement, place: Place): void {
  panel.style.transform = '';
  // A panel that is taller than the room below it scrolls inside. Below the least height it may
  // also reach past the window.
  const roomPx = window.innerHeight - panel.getBoundingClientRect().top - EDGE_PX;
  if (place !== 'beside') {
    panel.style.setProperty('--room', `${String(Math.max(roomPx, LEAST_PX))}px`);
  }
  // Near the window's right edge the panel moves left until it is all there.
  const { right } = panel.getBoundingClientRect();
  const overPx = right - (document.documentElement.clientWidth - EDGE_PX);
  if (overPx > 0) panel.style.transform = `translateX(${String(-overPx)}px)`;
}

function Panel({
  id,
  label,
  place,
  onEscape,
  children,
}: {
  id: string;
  label: string;
  place: Place;
  onEscape: () => void;
  children: ReactNode;
}) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const fit = () => fitPanel(element, place);
    fit();
    window.addEventListener('resize', fit);
    const chosen = element.querySelector<HTMLElement>('input:checked');
    (chosen ?? element.querySelector<HTMLElement>(focusable) ?? element).focus();
    return () => window.removeEventListener('resize', fit);
  }, [place]);
  return (
    <div
      ref={panel}
      id={id}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className={clsx(styles.panel, styles[place])}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onEscape();
      }}
    >
      {children}
    </div>
  );
}

/**
 * A button and the small panel that it opens: no trap, Escape and leaving close it, the focus goes
 * back to the button.
 */
export function Dropdown(props: DropdownProps) {
  const { label, opened, onChange, place = 'start', button, children } = props;
  const id = useId();
  const leave = () => onChange(false);
  const anchor = useClickOutside<HTMLSpanElement>(
    leave,
    ['pointerdown', 'focusin'],
    undefined,
    opened,
  );
  const target = useRef<HTMLButtonElement>(null);
  const wasOpened = useRef(opened);
  useEffect(() => {
    const closed = wasOpened.current && !opened;
    wasOpened.current = opened;
    // Focus that went away with the panel belongs to the button; elsewhere it stays where it is.
    if (closed && document.activeElement === document.body) target.current?.focus();
  }, [opened]);
  return (
    <span className={styles.anchor} ref={anchor}>
      <button
        type="button"
        {...button}
        ref={target}
        aria-haspopup="dialog"
        aria-expanded={opened}
        aria-controls={opened ? id : undefined}
        onClick={() => onChange(!opened)}
      />
      {opened ? (
        // Around the panel: it takes its place, and the focus, with what it holds.
        <Suspense>
          <Panel
            id={id}
            label={label}
            place={place}
            onEscape={() => {
              target.current?.focus();
              onChange(false);
            }}
          >
            {children}
          </Panel>
        </Suspense>
      ) : null}
    </span>
  );
}
