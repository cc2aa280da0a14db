import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { isProblem, ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import {
  draftFaults,
  faultsFromProblem,
  formOf,
  rebased,
  settingsOf,
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
  const [tried, setTried] = useState(false);
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
      setTried(false);
      client.setQueryData(settingsOptions.queryKey, saved);
      announce(t('settings.saved'));
      // `me` has the shop's name and the rules for this person's operations.
      return client.invalidateQueries({ queryKey: ['me'] });
    },
    onError: (error) => {
      if (isProblem(error, 'stale-view')) {
        return client.invalidateQueries({ queryKey: settingsOptions.queryKey });
      }
      return undefined;
    },
  });
  const { error } = save;
  const refused = error instanceof ProblemError ? faultsFromProblem(error.problem) : {};
  const wrong = draftFaults(current.draft);
  const faults: SettingsFaults = { ...refused, ...(tried ? wrong : {}) };
  const setDraft = (draft: SettingsDraft) => {
    setForm({ ...current, draft });
    // The error or success was about the old input.
    if (save.isError || save.isSuccess) save.reset();
  };
  return {
    form: current,
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
      setTried(false);
      save.reset();
    },
    /** @returns `false` if there are faults and nothing was sent */
    submit: () => {
      setTried(true);
      if (Object.keys(wrong).length > 0) return false;
      if (dirty && !save.isPending) save.mutate();
      return true;
    },
  };
}

export type SettingsFormState = ReturnType<typeof useSettingsForm>;
