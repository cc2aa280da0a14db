/* Not Mantine's Input.Wrapper: it has no place for a count and does not announce an error. */
import { useId, type ReactNode } from 'react';
import classes from './field.module.css';

/** Props that connect the control with its label, help and error. */
export interface FieldControl {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FieldProps {
  label: string;
  /** Hides the label visually, where something beside the field shows the same. */
  labelHidden?: boolean;
  /** A muted word beside the label, such as 선택. */
  mark?: string;
  /** Below the control, on the left. */
  help?: ReactNode;
  /** Below the control, on the right. */
  count?: ReactNode;
  /** Replaces the help; announced when it appears. */
  error?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with its help or error beneath. */
export function Field({
  label,
  labelHidden = false,
  mark,
  help,
  count,
  error,
  children,
}: FieldProps) {
  const id = useId();
  const beneath = `${id}-beneath`;
  const wrong = error !== undefined && error !== null && error !== false;
  const hasBeneath = wrong || help !== undefined || count !== undefined;
  return (
    <div className={classes.field}>
      <label className={labelHidden ? 'vh' : classes.label} htmlFor={id}>
        {label}
        {mark === undefined ? null : <span className={classes.mark}> {mark}</span>}
      </label>
      {children({
        id,
        ...(hasBeneath ? { 'aria-describedby': beneath } : {}),
        ...(wrong ? { 'aria-invalid': true } : {}),
      })}
      <div id={beneath} className={classes.beneath} hidden={!hasBeneath}>
        <span role={wrong ? 'alert' : undefined} className={wrong ? classes.wrong : undefined}>
          {wrong ? error : help}
        </span>
        {count === undefined ? null : <span className={classes.count}>{count}</span>}
      </div>
    </div>
  );
}
