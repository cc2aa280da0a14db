import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { isProblem, ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { useForm } from '../ui/use-form.ts';
import { useUnsavedWork } from '../unsaved-work.ts';
import {
  draftFaults,
  faultsFromProblem,
  formOf,
  rebased,
  settingsOf,
  shorterTerms,
  unsaved,
  type SettingsDraft,
  type SettingsFaults,
  type ToldChange,
} from './settings-draft.ts';
import { settingsOptions } from '../settings-options.ts';
import type { SettingsAnswer } from '../../shared/api.ts';

/** State of the form over the newest settings: draft, faults and saving. */
export function useSettingsForm(answer: SettingsAnswer) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [form, setForm] = useState(() => formOf(answer));
  const [asks, setAsks] = useState(false);
  // Any fetch may bring a colleague's save; the form is rebased before it renders.
  const current = answer.version > form.base.version ? rebased(form, answer) : form;
  if (current !== form) setForm(current);
  const names = unsaved(current);
  const dirty = names.length > 0;
  useUnsavedWork(dirty);

  const save = useMutation({
    mutationFn: () =>
      callApi('PUT /api/settings', {
        body: { settings: settingsOf(current.draft), seenVersion: current.base.version },
      }),
    onSuccess: (saved) => {
      setForm(formOf(saved));
      tries.reset();
      client.setQueryData(settingsOptions.queryKey, saved);
      announce(t('settings.saved'));
      // `me` has the shop's name and the rules for this person's operations.
      return client.invalidateQueries({ queryKey: ['me'] });
    },
    onError: (error) =>
      isProblem(error, 'stale-view')
        ? client.invalidateQueries({ queryKey: settingsOptions.queryKey })
        : undefined,
  });
  const { error } = save;
  const refused = error instanceof ProblemError ? faultsFromProblem(error.problem) : {};
  const wrong = draftFaults(current.draft);
  const send = () => {
    if (dirty && !save.isPending) save.mutate();
  };
  const tries = useForm(() => {
    if (Object.keys(wrong).length > 0) return false;
    if (shorterTerms(current).length > 0) setAsks(true);
    else send();
    return true;
  });
  const faults: SettingsFaults = { ...refused, ...(tries.tried ? wrong : {}) };
  const setDraft = (draft: SettingsDraft) => {
    setForm({ ...current, draft });
    // The error or success was about the old input.
    if (save.isError || save.isSuccess) save.reset();
  };
  return {
    form: current,
    formProps: tries.form,
    /** A retention term becomes shorter, which the user has to confirm first. */
    asks,
    names,
    dirty,
    faults,
    busy: save.isPending,
    saved: save.isSuccess && !dirty,
    // Conflicts and faults of fields are shown elsewhere.
    error: isProblem(error, 'stale-view') || Object.keys(refused).length > 0 ? null : error,
    setDraft,
    choose: (change: ToldChange, draft: SettingsDraft) =>
      setDraft({ ...current.draft, [change.name]: draft[change.name] }),
    noteTold: () => setForm({ ...current, told: [] }),
    reset: () => {
      setForm(formOf(current.base));
      tries.reset();
      save.reset();
    },
    onAnswer: (confirmed: boolean) => {
      setAsks(false);
      if (confirmed) send();
    },
  };
}

export type SettingsFormState = ReturnType<typeof useSettingsForm>;
