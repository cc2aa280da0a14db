import { IconChevronDown, type Icon } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Dropdown } from './dropdown.tsx';
import styles from './tool-menu.module.css';

interface ToolMenuProps {
  label: string;
  Icon: Icon;
  /** On the button while there is room for it. */
  word: string;
  /** The word is what was chosen: told beside the label, and the icon only stands in for it. */
  isChoice?: boolean;
  /** What the panel holds; it may close itself. */
  children: (onDone: () => void) => ReactNode;
}

/**
 * A quiet button that belongs to a list, and the panel that it opens. Where the container of its
 * row has little room it is an icon.
 */
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
