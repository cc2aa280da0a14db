import { useMergedRef } from '@mantine/hooks';
import clsx from 'clsx';
import {
  useId,
  useLayoutEffect,
  useRef,
  type ChangeEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { formatWon, parseWon } from '../../shared/won.ts';
import { spellKoreanNumber } from './spell-korean-number.ts';
import classes from './control.module.css';
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

/**
 * An input for whole won: grouped while typing, accepts a pasted `4,000원` or `₩4,000`, ±100 by the
 * arrow keys, read aloud in Korean words. Text that is not one whole amount is ignored.
 */
export function WonInput({ value, onChange, maxWon, inputRef, ...rest }: WonInputProps) {
  const { t, i18n } = useTranslation();
  const spokenId = useId();
  const text = value === null ? '' : formatWon(value);
  const { fieldRef, digitsRightRef } = useSteadyCaret(text);
  const mergedRef = useMergedRef(fieldRef, inputRef);
  const spoken = value !== null && i18n.language === 'ko' ? `${spellKoreanNumber(value)} 원` : '';

  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const caret = event.currentTarget.selectionStart ?? event.currentTarget.value.length;
    const typed = withoutNextDigit(event, text, caret);
    digitsRightRef.current = digitsIn(typed.slice(caret));
    if (typed.trim() === '') {
      onChange(null);
      return;
    }
    const won = parseWon(typed);
    if (won !== null) onChange(won);
  };
  const step = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const next = (value ?? 0) + (event.key === 'ArrowUp' ? STEP_WON : -STEP_WON);
    digitsRightRef.current = 0;
    onChange(Math.max(0, Math.min(next, maxWon ?? next)));
  };
  const describedBy = clsx(rest['aria-describedby'], spoken !== '' && spokenId);
  return (
    <TextInput
      {...rest}
      ref={mergedRef}
      className={classes.money}
      inputMode="numeric"
      autoComplete="off"
      aria-describedby={describedBy === '' ? undefined : describedBy}
      value={text}
      onChange={change}
      onKeyDown={step}
      rightSection={
        <>
          <span aria-hidden="true" className={classes.unit}>
            {t('common.wonUnit')}
          </span>
          <span id={spokenId} className="vh">
            {spoken}
          </span>
        </>
      }
    />
  );
}
