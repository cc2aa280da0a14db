/* By hand: Mantine's Input.Wrapper has no place for a count and does not announce an error. */
import { useId, type ReactNode } from 'react';
import classes from './field.module.css';

/** What the control inside has to carry, so that label, help and error belong to it. */
export interface FieldControl {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FieldProps {
  label: string;
  /** Where what stands beside it says the same to the eye. */
  labelHidden?: boolean;
  /** A quiet word beside the label, such as 선택. */
  mark?: string;
  /** Beneath, on the left. */
  help?: ReactNode;
  /** Beneath, on the right. */
  count?: ReactNode;
  /** Replaces the help; announced when it appears. */
  error?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with what helps and what is wrong beneath it. */
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
