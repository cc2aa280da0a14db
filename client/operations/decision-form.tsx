import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { MoneyDialogBody } from '../parts/money-dialog.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import type { DecisionFrame } from './decision-frame.ts';
import { DecisionHead } from './decision-head.tsx';
import classes from './refund-form.module.css';

export function isEvidence(text: string): boolean {
  const { length } = text.trim();
  return length >= EVIDENCE_MIN && length <= EVIDENCE_MAX;
}

interface ActFormProps extends DecisionFrame {
  title: string;
  complete: boolean;
  onReview: () => void;
  /** `tried`: the person pressed on once; from then on what is missing is told. */
  children: (tried: boolean) => ReactNode;
}

/** What has to be filled in before a decision can be confirmed. */
export function DecisionForm(props: ActFormProps) {
  const { t } = useTranslation();
  const { title, complete, operation, detail, above, blocked } = props;
  const { leave, onClose, onReview, children } = props;
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const review = () => {
    setTried(true);
    if (blocked) return;
    if (complete) {
      onReview();
      return;
    }
    // The faults are drawn first; then the first of them is where the person wants to be.
    requestAnimationFrame(() => {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    });
  };
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        review();
      }}
      onKeyDown={(event) => {
        // Enter means a new line in the note; with this it goes on from there.
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        review();
      }}
    >
      <DecisionHead
        title={title}
        operation={operation}
        detail={detail}
        takesFocus
        onClose={onClose}
      />
      <MoneyDialogBody>
        {above}
        {children(tried)}
      </MoneyDialogBody>
      {leave ?? (
        <FormFoot onClose={onClose} blocked={blocked} submit={t('operations.acts.review')} />
      )}
    </form>
  );
}

/** 근거: where a person looked and what they saw. */
export function EvidenceField({
  label,
  help,
  value,
  tried,
  onChange,
}: {
  label: string;
  help: string;
  value: string;
  tried: boolean;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  const { length } = value.trim();
  return (
    <Field
      label={label}
      help={help}
      error={tried && !isEvidence(value) ? t('operations.acts.evidenceShort') : undefined}
      count={t('operations.refund.count', { count: length, max: EVIDENCE_MAX })}
    >
      {(control) => (
        <NoteInput
          {...control}
          required
          rows={3}
          maxLength={EVIDENCE_MAX}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
