/*
 * Native inputs inside their label, so that the whole row is a target: Mantine's Checkbox and Radio
 * stand beside their label and cost 4 KB gzipped.
 */
import clsx from 'clsx';
import { useId, type ReactNode } from 'react';
import classes from './check.module.css';

interface CheckProps {
  type: 'checkbox' | 'radio';
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Radio buttons with the same name exclude each other. */
  name?: string;
  help?: ReactNode;
  error?: ReactNode;
  /** Id of a text elsewhere that belongs to it, such as an amount. */
  describedBy?: string;
}

/**
 * A checkbox or radio button with its label; the help, or an error in its place, stands beneath.
 */
export function Check(props: CheckProps) {
  const { type, label, checked, onChange, name, help, error, describedBy } = props;
  const id = useId();
  const beneath = error ?? help;
  return (
    <div className={classes.choice}>
      <label className={classes.label}>
        <input
          type={type}
          className={classes.check}
          name={name}
          checked={checked}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={beneath === undefined ? describedBy : id}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {label}
      </label>
      {beneath === undefined ? null : (
        <p
          id={id}
          role={error === undefined ? undefined : 'alert'}
          className={clsx(classes.help, error !== undefined && classes.wrong)}
        >
          {beneath}
        </p>
      )}
    </div>
  );
}
