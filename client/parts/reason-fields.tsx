import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NOTE_MAX, REASON_MAX } from '../../shared/limits.ts';
import { OTHER_REASON } from '../../shared/settings.ts';
import type { OfferedReasons } from '../refund-reasons.ts';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectInput } from '../ui/select-input.tsx';
import {
  reasonFaults,
  sentReason,
  withoutForbiddenCharacters,
  type ReasonDraft,
} from './sent-reason.ts';
import { TextInput } from '../ui/text-input.tsx';

interface ReasonFieldsProps {
  reasons: OfferedReasons;
  draft: ReasonDraft;
  /** The user has tried to continue; only then are missing fields marked. */
  tried: boolean;
  /** A row of a bulk refund needs a note for its reason, and there is none. */
  rowNeedsNote?: boolean;
  change: (part: Partial<ReasonDraft>) => void;
}

function useFaultWords() {
  const { t } = useTranslation();
  return {
    missing: t('operations.refund.otherMissing'),
    'too-long': t('operations.refund.otherLong'),
    characters: t('operations.refund.otherCharacters'),
  };
}

/** The options: the shop's list and, once it has loaded or failed, 기타. */
function optionsOf({ list, isLoading }: OfferedReasons, chosen: string): readonly string[] {
  const own = list.filter((reason) => reason !== OTHER_REASON);
  // Not while loading: 기타 would stand where the list's first reason appears a moment later.
  const all = isLoading ? own : [...own, OTHER_REASON];
  return chosen === '' || all.includes(chosen) ? all : [chosen, ...all];
}

function ReasonSelect({ reasons, draft, tried, change }: ReasonFieldsProps) {
  const { t } = useTranslation();
  const words = {
    ...useFaultWords(),
    missing: tried ? t('operations.refund.reasonNone') : undefined,
  };
  const fault = reasonFaults(draft).find(({ field }) => field === 'reason')?.fault;
  const select = useRef<HTMLSelectElement>(null);
  const { isLoading, isFailed, onAgain } = reasons;
  const sent = sentReason(draft);
  const count = t('operations.refund.count', { count: sent.length, max: REASON_MAX });
  return (
    <>
      <Field
        label={t('operations.refund.reason')}
        error={fault && words[fault]}
        help={sent === '' ? undefined : t('operations.refund.sentText', { text: sent })}
        {...(sent === '' || draft.reason === OTHER_REASON ? {} : { count })}
      >
        {(control) => (
          <SelectInput
            {...control}
            ref={select}
            aria-busy={isLoading}
            value={draft.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          >
            <option value="" disabled hidden>
              {t(isLoading ? 'operations.refund.reasonsLoading' : 'operations.refund.reasonNone')}
            </option>
            {optionsOf(reasons, draft.reason).map((reason) => (
              <option key={reason} value={reason}>
                {reason === OTHER_REASON ? t('operations.refund.other') : reason}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {isFailed ? (
        <Notice
          tone="warn"
          title={t('operations.refund.reasonsFailed')}
          action={
            <Button
              onClick={() => {
                select.current?.focus();
                onAgain();
              }}
            >
              {t('common.retry')}
            </Button>
          }
        >
          <p>{t('operations.refund.reasonsFailedText')}</p>
        </Notice>
      ) : null}
    </>
  );
}

/**
 * 사유: a reason from the shop's list, the text that Toss receives, and a note that it never does.
 */
export function ReasonFields(props: ReasonFieldsProps) {
  const { t } = useTranslation();
  const { draft, tried, change } = props;
  const other = draft.reason === OTHER_REASON;
  const { rowNeedsNote = false } = props;
  const noteMissing =
    rowNeedsNote || (tried && reasonFaults(draft).some(({ field }) => field === 'note'));
  return (
    <>
      <ReasonSelect {...props} />
      {other ? <OtherText {...props} /> : null}
      <Field
        label={t('operations.refund.note')}
        mark={t('operations.refund.noteUnsent')}
        error={noteMissing ? t('operations.refund.noteMissing') : undefined}
      >
        {(control) => (
          <NoteInput
            {...control}
            required={other || rowNeedsNote}
            rows={other ? 2 : 1}
            maxLength={NOTE_MAX}
            value={draft.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}

function OtherText({ draft, change }: ReasonFieldsProps) {
  const { t } = useTranslation();
  const count = t('operations.refund.count', { count: sentReason(draft).length, max: REASON_MAX });
  const fault = reasonFaults(draft).find((one) => one.field === 'other');
  const words = useFaultWords();
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
            onChange={(event) => change({ otherText: event.currentTarget.value })}
          />
        )}
      </Field>
      {fault?.fault === 'characters' && replaced !== '' ? (
        <Button size="xs" mt={6} onClick={() => change({ otherText: replaced })}>
          {t('operations.refund.otherReplace', { text: replaced })}
        </Button>
      ) : null}
    </div>
  );
}
