import { IconChevronDown, type Icon } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Dropdown } from './dropdown.tsx';
import styles from './tool-menu.module.css';

interface ToolMenuProps {
  label: string;
  Icon: Icon;
  /** Shown on the button while there is room for it. */
  word: string;
  /** The word is the current choice: it is read out after the label, and the icon replaces it. */
  isChoice?: boolean;
  /** The panel's content; it may close itself. */
  children: (onDone: () => void) => ReactNode;
}

/** A list's button with the panel that it opens. In a narrow container it shows only the icon. */
export function ToolMenu({ label, Icon, word, isChoice = false, children }: ToolMenuProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Dropdown
      label={label}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.button,
        'aria-label': isChoice ? `${label}: ${word}` : label,
        children: (
          <>
            <Icon
              size={16}
              stroke={1.75}
              className={isChoice ? styles.standIn : undefined}
              aria-hidden="true"
            />
            <span className={styles.word}>{word}</span>
            {isChoice ? (
              <IconChevronDown size={14} stroke={1.75} className={styles.word} aria-hidden="true" />
            ) : null}
          </>
        ),
      }}
    >
      {children(() => setOpened(false))}
    </Dropdown>
  );
}
