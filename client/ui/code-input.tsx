/* Not Mantine's PinInput: a screen reader hears its six inputs as six fields. */
import styles from './code-input.module.css';
import { TextInput, type TextInputProps } from './text-input.tsx';

/** Number of digits in an authenticator app's code. */
export const CODE_DIGITS = 6;

interface CodeInputProps extends Omit<TextInputProps, 'onChange' | 'value'> {
  value: string;
  /** Gets the digits only, at most six, whether typed or pasted: `123 456`, `１２３４５６`. */
  onChange: (digits: string) => void;
}

/** Input for an authenticator app's six-digit code; phones offer to fill it in. */
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
