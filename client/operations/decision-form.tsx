import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import { DialogForm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { MoneyDialogBody } from '../parts/money-dialog.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { useForm } from '../ui/use-form.ts';
import type { DecisionFrame } from './pane-frame.ts';
import { DecisionHead } from './decision-head.tsx';

export function isEvidence(text: string): boolean {
  const { length } = text.trim();
  return length >= EVIDENCE_MIN && length <= EVIDENCE_MAX;
}

interface ActFormProps extends DecisionFrame {
  title: string;
  complete: boolean;
  onReview: () => void;
  /** `tried`: the user has tried to continue; only then are missing fields marked. */
  children: (tried: boolean) => ReactNode;
}

/** The form of a decision, before its confirmation. */
export function DecisionForm(props: ActFormProps) {
  const { t } = useTranslation();
  const { title, complete, operation, detail, above, blocked } = props;
  const { leave, onClose, onReview, children } = props;
  const { form, tried } = useForm(() => {
    if (complete && !blocked) onReview();
    return complete || blocked;
  });
  return (
    <DialogForm {...form}>
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
    </DialogForm>
  );
}

/** 근거: where the user looked and what they saw. */
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
