import { useMutation, useQueryClient } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { runsOptions } from '../bulk-runs-options.ts';
import { ProblemError } from '../problem-error.ts';
import { runOptions } from './bulk-options.ts';
import { discardDraft } from './discard-draft.ts';
import type { ListBody } from './given-list.ts';
import type { ListForm } from './list-form.ts';
import type { LineFault, ListRow } from './list-row.ts';

/** A list that is sent to be checked, and the draft that it replaces. */
export interface ListCheck {
  body: ListBody;
  /** The part of the form that `body` was read from. */
  given: Pick<ListForm, 'how' | 'text' | 'rows'>;
  replaces: string | null;
}

/** Sends a list to be checked. @param onChecked gets the id of the draft that the server keeps */
export function useListCheck(onChecked: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body }: ListCheck) => callApi('POST /api/bulk-refunds', { body }),
    onSuccess: (answer, { replaces }) => {
      client.setQueryData(runOptions(answer.run.id).queryKey, answer);
      void client.invalidateQueries({ queryKey: runsOptions.queryKey, exact: true });
      if (replaces !== null) void discardDraft(replaces);
      onChecked(answer.run.id);
    },
  });
}

/** Faults of the lines that the server refused; empty if the error is about something else. */
export function refusedLines(error: Error | null, rows: readonly ListRow[]): LineFault[] {
  if (!(error instanceof ProblemError)) return [];
  return (error.problem.errors ?? []).flatMap(({ pointer, detail }) => {
    const index = /^\/rows\/(\d+)/.exec(pointer)?.[1];
    const line = index === undefined ? undefined : rows[Number(index)]?.line;
    return line === undefined ? [] : [{ line, code: 'refused' as const, text: detail }];
  });
}
