import { IconPlus, IconX } from '@tabler/icons-react';
import clsx from 'clsx';
import { useState, type ReactNode } from 'react';
import { Dropdown } from './dropdown.tsx';
import styles from './filter-chip.module.css';

interface ChipProps {
  label: string;
  /** The current value; `null` if it is not set and has no default. */
  value: ReactNode;
  /** Whether the value differs from the default, so that it can be removed. */
  set: boolean;
  removeLabel: string;
  onRemove: () => void;
}

function Remove({ removeLabel, onRemove }: Pick<ChipProps, 'removeLabel' | 'onRemove'>) {
  return (
    <button type="button" className={styles.x} aria-label={removeLabel} onClick={onRemove}>
      <IconX size={14} stroke={1.75} aria-hidden="true" />
    </button>
  );
}

/** A set filter with its value and ✕; a press on either removes it. */
export function SetFilterChip({ label, value, ...remove }: Omit<ChipProps, 'set'>) {
  return (
    <span className={clsx(styles.filter, styles.set)}>
      <button type="button" className={styles.open} onClick={remove.onRemove}>
        {label} <b>{value}</b>
      </button>
      <Remove {...remove} />
    </span>
  );
}

/** A filter's chip with its current value; its field opens beneath. */
export function FilterChip({
  label,
  value,
  set,
  name,
  children,
  ...remove
}: ChipProps & {
  /** Identifies the chip for the keyboard shortcut. */
  name: string;
  /** The filter's field; it may close itself. */
  children: (onDone: () => void) => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <span className={clsx(styles.filter, set && styles.set, value === null && styles.off)}>
      <Dropdown
        label={label}
        opened={opened}
        onChange={setOpened}
        button={{
          className: styles.open,
          ...{ 'data-filter': name },
          children: (
            <>
              {value === null ? <IconPlus size={14} stroke={1.75} aria-hidden="true" /> : null}
              {label} {value === null ? null : <b>{value}</b>}
            </>
          ),
        }}
      >
        {children(() => setOpened(false))}
      </Dropdown>
      {set ? <Remove {...remove} /> : null}
    </span>
  );
}
