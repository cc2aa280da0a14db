import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Field } from './field.tsx';
import { NoteInput } from './note-input.tsx';
import { SelectInput } from './select-input.tsx';
import {
  OTHER_REASON,
  REASON_MAX,
  reasonFaults,
  sentReason,
  withoutForbiddenCharacters,
  type ReasonDraft,
} from './sent-reason.ts';
import { TextInput } from './text-input.tsx';

interface ReasonFieldsProps {
  /** The shop's list. */
  reasons: readonly string[];
  draft: ReasonDraft;
  /** The person pressed on once; from then on what is missing is told. */
  tried: boolean;
  change: (part: Partial<ReasonDraft>) => void;
}

/** 사유 from the shop's list, the exact text that Toss gets, and the note that it never gets. */
export function ReasonFields(props: ReasonFieldsProps) {
  const { t } = useTranslation();
  const { draft, tried, change } = props;
  const faults = reasonFaults(draft);
  const reasons = props.reasons.filter((reason) => reason !== OTHER_REASON);
  const other = draft.reason === OTHER_REASON;
  const sent = sentReason(draft);
  const missing = tried && faults.some(({ field }) => field === 'reason');
  const noteMissing = tried && faults.some(({ field }) => field === 'note');
  const count = t('operations.refund.count', { count: sent.length, max: REASON_MAX });
  return (
    <>
      <Field
        label={t('operations.refund.reason')}
        error={missing ? t('operations.refund.reasonNone') : undefined}
        help={sent === '' ? undefined : t('operations.refund.sentText', { text: sent })}
        {...(sent === '' || other ? {} : { count })}
      >
        {(control) => (
          <SelectInput
            {...control}
            value={draft.reason}
            onChange={(event) => {
              change({ reason: event.currentTarget.value });
            }}
          >
            <option value="" disabled hidden>
              {t('operations.refund.reasonNone')}
            </option>
            {reasons.map((reason) => (
              <option key={reason} value={reason}>
                {reason}
              </option>
            ))}
            <option value={OTHER_REASON}>{t('operations.refund.other')}</option>
          </SelectInput>
        )}
      </Field>
      {other ? <OtherText {...props} count={count} /> : null}
      <Field
        label={t('operations.refund.note')}
        mark={t('operations.refund.noteUnsent')}
        error={noteMissing ? t('operations.refund.noteMissing') : undefined}
      >
        {(control) => (
          <NoteInput
            {...control}
            required={other}
            rows={other ? 2 : 1}
            maxLength={500}
            value={draft.note}
            onChange={(event) => {
              change({ note: event.currentTarget.value });
            }}
          />
        )}
      </Field>
    </>
  );
}

function OtherText({ draft, change, count }: ReasonFieldsProps & { count: string }) {
  const { t } = useTranslation();
  const fault = reasonFaults(draft).find((one) => one.field === 'other');
  const words = {
    missing: t('operations.refund.otherMissing'),
    'too-long': t('operations.refund.otherLong'),
    characters: t('operations.refund.otherCharacters'),
  };
  const replaced = withoutForbiddenCharacters(draft.otherText);
  return (
    <div>
      <Field
        label={t('operations.refund.otherText')}
        error={fault === undefined ? undefined : words[fault.fault]}
        count={count}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.otherText}
            onChange={(event) => {
              change({ otherText: event.currentTarget.value });
            }}
          />
        )}
      </Field>
      {fault?.fault === 'characters' && replaced !== '' ? (
        <Button
          size="xs"
          mt={6}
          onClick={() => {
            change({ otherText: replaced });
          }}
        >
          {t('operations.refund.otherReplace', { text: replaced })}
        </Button>
      ) : null}
    </div>
  );
}
