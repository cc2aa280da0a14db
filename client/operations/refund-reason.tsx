import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { SelectInput } from '../ui/select-input.tsx';
import { TextInput } from '../ui/text-input.tsx';
import {
  OTHER_REASON,
  REASON_MAX,
  sentReason,
  withoutForbiddenCharacters,
} from './refund-draft.ts';
import { faultOf, type RefundFieldProps } from './refund-field.ts';
import { settingsOptions } from './settings-options.ts';

/** 사유 from the shop's list, the exact text that Toss gets, and the note that it never gets. */
export function RefundReason(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { draft, faults, tried, change } = props;
  const settings = useQuery(settingsOptions());
  const reasons = (settings.data?.refundReasons ?? []).filter((reason) => reason !== OTHER_REASON);
  const other = draft.reason === OTHER_REASON;
  const sent = sentReason(draft);
  const missing = tried && faultOf(faults, 'reason') !== undefined;
  const noteMissing = tried && faultOf(faults, 'note') !== undefined;
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

function OtherText({ draft, faults, change, count }: RefundFieldProps & { count: string }) {
  const { t } = useTranslation();
  const fault = faultOf(faults, 'other');
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
