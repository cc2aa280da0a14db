/*
 * Mantine's Input instead of its PasswordInput, whose visibility button has the same name in both
 * states and which drops the id of the help.
 */
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.tsx';
import { TextInput, type TextInputProps } from './text-input.tsx';
import styles from './password-input.module.css';

/** A password input with a button that shows what was typed. */
export function PasswordInput(props: TextInputProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const Icon = shown ? IconEyeOff : IconEye;
  return (
    <TextInput
      {...props}
      large
      type={shown ? 'text' : 'password'}
      className={styles.password}
      rightSection={
        <IconButton
          label={t(shown ? 'session.hideTyped' : 'session.showTyped')}
          touch
          onClick={() => setShown(!shown)}
        >
          <Icon size={20} stroke={1.75} aria-hidden="true" />
        </IconButton>
      }
    />
  );
}
