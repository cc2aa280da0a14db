/*
 * Not Mantine's Popover: it adds 20 KB gzipped to the first page and only positions the panel;
 * Escape, initial focus, closing on Tab and returning the focus would still be ours.
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

/** Distance of the panel from the window's edges. */
const EDGE_PX = 16;
/** Minimum height of the panel; less would be too small to scroll in. */
const LEAST_PX = 240;

type Place = 'start' | 'end' | 'beside';

interface DropdownProps {
  label: string;
  opened: boolean;
  onChange: (opened: boolean) => void;
  place?: Place;
  /** The panel may be wider than a menu. */
  wide?: boolean;
  /** The button's own props and content. */
  button: ComponentPropsWithRef<'button'>;
  children: ReactNode;
}

/** Keeps the panel inside the window at its current size. */
function fitPanel(panel: HTMLElement, place: Place): void {
  panel.style.transform = '';
  // A panel taller than the room below it scrolls inside. With less room than the minimum height it
  // extends past the window.
  const roomPx = window.innerHeight - panel.getBoundingClientRect().top - EDGE_PX;
  if (place !== 'beside') {
    panel.style.setProperty('--room', `${String(Math.max(roomPx, LEAST_PX))}px`);
  }
  // Near the window's right edge the panel moves left until it fits.
  const { right } = panel.getBoundingClientRect();
  const overPx = right - (document.documentElement.clientWidth - EDGE_PX);
  if (overPx > 0) panel.style.transform = `translateX(${String(-overPx)}px)`;
}

function Panel({
  id,
  label,
  place,
  wide,
  onEscape,
  children,
}: {
  id: string;
  label: string;
  place: Place;
  wide: boolean;
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
      className={clsx(styles.panel, styles[place], wide && styles.wide)}
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
 * A button and the small panel that it opens. It does not trap the focus: Escape, or moving the
 * focus or pointer outside, closes it. The focus returns to the button.
 */
export function Dropdown(props: DropdownProps) {
  const { label, opened, onChange, place = 'start', wide = false, button, children } = props;
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
    // Focus that was lost with the panel goes to the button; focus elsewhere stays.
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
        // Wraps the whole panel: the panel measures and focuses its content, which must have
        // loaded.
        <Suspense>
          <Panel
            id={id}
            label={label}
            place={place}
            wide={wide}
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
