import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { seoulDate } from '../format.ts';
import { reasonFaults } from '../parts/sent-reason.ts';
import { deskNowMs } from '../ui/ticker.ts';
import { useForm } from '../ui/use-form.ts';
import {
  bodyOf,
  isEmptyRow,
  lacksNote,
  newHandRow,
  readForm,
  type HandRow,
  type ListForm,
} from './list-form.ts';
import { readList } from './read-list.ts';
import { refusedLines, useListCheck } from './use-list-check.ts';

function useListForm(first: ListForm) {
  const [form, setForm] = useState(first);
  const change = useCallback(
    (part: Partial<ListForm>) => setForm((before) => ({ ...before, ...part })),
    [],
  );
  const onRows = useCallback(
    (next: (rows: readonly HandRow[]) => readonly HandRow[]) =>
      setForm((before) => ({ ...before, rows: next(before.rows) })),
    [],
  );
  /** Pasted lines become rows. Lines with faults or tax parts are appended to the text instead. */
  const onPasteList = useCallback((text: string) => {
    const { rows, faults } = readList(text);
    setForm((before) => {
      if (faults.length > 0 || rows.some(({ parts }) => parts !== null)) {
        const kept = before.text.trim() === '' ? '' : `${before.text.trimEnd()}\n`;
        return { ...before, how: 'text', text: kept + text };
      }
      const pasted = rows.map(({ orderNo, payToken, amount, reason }) =>
        newHandRow({
          orderNo: orderNo ?? '',
          picked: payToken === null ? null : { payToken },
          amount,
          reason: reason ?? '',
        }),
      );
      return { ...before, rows: [...before.rows.filter((row) => !isEmptyRow(row)), ...pasted] };
    });
  }, []);
  return { form, change, onRows, onPasteList };
}

/** State of a new list: the form, its faults, and sending it to be checked. */
export function useNewList(first: ListForm, onChecked: (id: string, form: ListForm) => void) {
  const { t } = useTranslation();
  const state = useListForm(first);
  const { form } = state;
  const { how, text, rows } = form;
  const check = useListCheck((id) => onChecked(id, form));
  const current = useMemo(() => ({ how, text, rows }), [how, text, rows]);
  // Parsing hundreds of lines on each key press is slow, so it is deferred behind the input.
  const given = useDeferredValue(current);
  const read = useMemo(() => readForm(given), [given]);
  // The server's refusal only counts for the list that was sent, not for later edits.
  const isOfThis = check.variables?.given === current;
  const refused = isOfThis ? refusedLines(check.error, read.rows) : [];
  const [, month = 0, day = 0] = seoulDate(deskNowMs()).split('-').map(Number);
  const defaultName = t('bulk.form.nameDefault', { month, day });
  const { form: formProps, tried } = useForm(() => {
    // Parsed from the current form, because the deferred result may be outdated.
    const now = readForm(current);
    const needsReason = now.rows.some(({ reason }) => reason === null);
    const isReasonWrong = needsReason && reasonFaults(form).length > 0;
    const isWrong = isReasonWrong || lacksNote(form, now.rows);
    if (now.rows.length === 0 || now.faults.length > 0 || isWrong) return false;
    if (check.isPending) return true;
    const name = form.name.trim() === '' ? defaultName : form.name.trim();
    const own = now.rows[0]?.reason ?? '';
    const common = needsReason ? form : { ...form, reason: own, otherText: own };
    const body = bodyOf(common, now.rows, name);
    check.mutate({ body, given: current, replaces: form.replaces });
    return true;
  });
  return {
    ...state,
    tried,
    formProps,
    check,
    read,
    refused,
    faults: [...read.faults, ...refused],
    // The common reason is needed only if a row has none of its own.
    rowNeedsNote: tried && lacksNote(form, read.rows),
    needsReason: read.rows.length === 0 || read.rows.some(({ reason }) => reason === null),
    defaultName,
  };
}

export type NewListState = ReturnType<typeof useNewList>;
