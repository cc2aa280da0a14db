/* One field and not Mantine's PinInput: its six are six fields to a screen reader. */
import styles from './code-input.module.css';
import { TextInput, type TextInputProps } from './text-input.tsx';

/** How many digits an authenticator app shows. */
export const CODE_DIGITS = 6;

interface CodeInputProps extends Omit<TextInputProps, 'onChange' | 'value'> {
  value: string;
  /** The digits alone, at most six, however they were typed or pasted: `123 456`, `１２３４５６`. */
  onChange: (digits: string) => void;
}

/** The six digits of an authenticator app; a phone offers them by itself. */
export function CodeInput({ value, onChange, ...rest }: CodeInputProps) {
  return (
    <TextInput
      {...rest}
      large
      className={styles.code}
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      value={value}
      onChange={(event) => {
        const digits = event.currentTarget.value.normalize('NFKC').replaceAll(/\D/g, '');
        onChange(digits.slice(0, CODE_DIGITS));
      }}
    />
  );
}
