import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState, type ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.tsx';
import { TextInput } from './text-input.tsx';
import styles from './password-input.module.css';

/** A password, hidden until the person wants to see what was typed. */
export function PasswordInput(props: ComponentPropsWithRef<'input'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const Icon = shown ? IconEyeOff : IconEye;
  return (
    <span className={styles.password}>
      <TextInput {...props} large type={shown ? 'text' : 'password'} className={styles.input} />
      <IconButton
        label={t(shown ? 'session.hideTyped' : 'session.showTyped')}
        className={styles.eye}
        onClick={() => setShown(!shown)}
      >
        <Icon size={20} stroke={1.75} aria-hidden="true" />
      </IconButton>
    </span>
  );
}
