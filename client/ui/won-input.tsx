import { useMergedRef } from '@mantine/hooks';
import clsx from 'clsx';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ChangeEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { formatWon, parseWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { spellKoreanNumber } from './spell-korean-number.ts';
import classes from './control.module.css';
import { readWonSum } from './read-won.ts';
import { TextInput } from './text-input.tsx';

/** The amount that an arrow key adds or subtracts. */
const STEP_WON = 100;

interface WonInputProps {
  value: number | null;
  onChange: (won: number | null) => void;
  id?: string;
  /** For an input without a visible label. */
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
  /** The arrow keys stop here; typing may exceed it, so that the form can show the error. */
  maxWon?: number;
  large?: boolean;
  onFocus?: () => void;
  inputRef?: Ref<HTMLInputElement>;
  /** For a form that says itself that the text can't be read; without it the input does. */
  onUnread?: (unread: boolean) => void;
}

function digitsIn(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** The caret position that leaves `digitsRight` digits to its right. */
function caretBefore(text: string, digitsRight: number): number {
  let caret = text.length;
  let seen = 0;
  while (caret > 0 && seen < digitsRight) {
    caret -= 1;
    if (/\d/.test(text[caret] ?? '')) seen += 1;
  }
  // Before a comma, not after it: there Backspace would delete only the comma.
  if (text[caret - 1] === ',') caret -= 1;
  return caret;
}

/** The typed text; where Delete removed a comma, the digit after it is removed instead. */
function withoutNextDigit(event: ChangeEvent<HTMLInputElement>, before: string, caret: number) {
  const typed = event.currentTarget.value;
  const { inputType } = event.nativeEvent as InputEvent;
  const tookComma = inputType === 'deleteContentForward' && digitsIn(typed) === digitsIn(before);
  return tookComma ? typed.slice(0, caret) + typed.slice(caret + 1) : typed;
}

/** Keeps the caret beside the same digit while commas come and go. */
function useSteadyCaret(text: string) {
  const fieldRef = useRef<HTMLInputElement>(null);
  const digitsRightRef = useRef<number | null>(null);
  useLayoutEffect(() => {
    const input = fieldRef.current;
    if (input === null || digitsRightRef.current === null) return;
    const caret = caretBefore(text, digitsRightRef.current);
    digitsRightRef.current = null;
    if (document.activeElement === input) input.setSelectionRange(caret, caret);
  });
  return { fieldRef, digitsRightRef };
}

/** Text that is not plain digits, such as a sum, as it was typed; `won` is `null` if unreadable. */
interface Typed {
  text: string;
  won: number | null;
}

/**
 * An input for whole won: grouped while typing, ±100 by the arrow keys, read aloud in Korean words.
 * It takes a pasted `4,000원` or `₩4,000`, `1만5천`, and sums such as `3*4500+2000`, whose result is
 * shown while typing and inserted on Enter or when the focus leaves. Text that can't be read stays
 * and is told; its value is `null`.
 */
export function WonInput({ value, onChange, maxWon, inputRef, onUnread, ...rest }: WonInputProps) {
  const { t, i18n } = useTranslation();
  const spokenId = useId();
  const [last, setLast] = useState<Typed | null>(null);
  const [isUnread, setIsUnread] = useState(false);
  // Another value, set by the form, replaces what was typed.
  const typed = last !== null && last.won === value ? last : null;
  const unread = isUnread && typed !== null;
  const text = typed?.text ?? (value === null ? '' : formatWon(value));
  const { fieldRef, digitsRightRef } = useSteadyCaret(text);
  const mergedRef = useMergedRef(fieldRef, inputRef);
  const spoken = value !== null && i18n.language === 'ko' ? `${spellKoreanNumber(value)} 원` : '';

  const tell = (unreadNow: boolean) => {
    setIsUnread(unreadNow);
    onUnread?.(unreadNow);
  };
  const set = (won: number | null, next: Typed | null) => {
    setLast(next);
    tell(false);
    onChange(won);
  };
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const caret = event.currentTarget.selectionStart ?? event.currentTarget.value.length;
    const entry = typed === null ? withoutNextDigit(event, text, caret) : event.currentTarget.value;
    if (entry.trim() === '') {
      set(null, null);
      return;
    }
    const won = readWonSum(entry);
    if (won === null || parseWon(entry) === null) {
      set(won, { text: entry, won });
      return;
    }
    digitsRightRef.current = digitsIn(entry.slice(caret));
    set(won, null);
  };
  /** Inserts the result, or says that there is none. */
  const settle = () => {
    if (typed === null) return;
    if (typed.won === null) tell(true);
    else setLast(null);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && typed !== null && !event.nativeEvent.isComposing) {
      // Shown before it is sent: the next Enter submits the form.
      event.preventDefault();
      settle();
    }
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const next = (value ?? 0) + (event.key === 'ArrowUp' ? STEP_WON : -STEP_WON);
    digitsRightRef.current = 0;
    set(Math.max(0, Math.min(next, maxWon ?? next)), null);
  };
  const sum = typed?.won ?? null;
  const describedBy = clsx(rest['aria-describedby'], spoken !== '' && spokenId);
  return (
    <>
      <TextInput
        {...rest}
        ref={mergedRef}
        className={clsx(classes.money, sum !== null && classes.summed)}
        inputMode="numeric"
        autoComplete="off"
        aria-describedby={describedBy === '' ? undefined : describedBy}
        aria-invalid={unread ? true : rest['aria-invalid']}
        value={text}
        onChange={change}
        onKeyDown={press}
        onBlur={settle}
        rightSection={
          <>
            <span aria-hidden="true" className={classes.unit}>
              {sum === null ? t('common.wonUnit') : `= ${formatAmount(sum)}`}
            </span>
            <span id={spokenId} className="vh">
              {spoken}
            </span>
          </>
        }
      />
      {unread && onUnread === undefined ? (
        <span role="alert" className={classes.unread}>
          {t('common.wonUnread')}
        </span>
      ) : null}
    </>
  );
}
