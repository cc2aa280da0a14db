import { IconCheck } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { Field } from '../ui/field.tsx';
import { WonInput } from '../ui/won-input.tsx';
import styles from './typed-amount.module.css';

interface TypedAmountWords {
  label: string;
  help: string;
  differs: string;
  same: string;
}

/**
 * The field of a confirmation in which the user types the amount again.
 * @param wantedWon `null` if it need not be typed
 * @returns `isTyped`: whether the press counts; if not, it shows the fault and focuses the field
 */
export function useTypedAmount(
  wantedWon: number | null,
  words: TypedAmountWords,
): { isTyped: () => boolean; field: ReactNode } {
  const [won, setWon] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const same = won === wantedWon;
  const isTyped = () => {
    if (wantedWon === null || same) return true;
    setTried(true);
    input.current?.focus();
    return false;
  };
  const field =
    wantedWon === null ? null : (
      <Field
        label={words.label}
        help={words.help}
        error={tried && !same ? words.differs : undefined}
        count={
          same ? (
            <span className={styles.same} role="status">
              <IconCheck size={16} stroke={1.75} aria-hidden="true" />
              {words.same}
            </span>
          ) : undefined
        }
      >
        {(control) => (
          <WonInput {...control} large inputRef={input} value={won} onChange={setWon} />
        )}
      </Field>
    );
  return { isTyped, field };
}
