import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaving } from '../parts/use-leaving.tsx';
import { isProblem, mayBeDone } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import type { Notices } from './notice-options.ts';
import { useNoticeCall } from './use-notice-call.ts';

/**
 * The draft of a settings dialog. Saving is refused if the stored settings are not those with which
 * the dialog was opened; the next press saves over those that the error shows (`replacesOther`).
 * @param version of the stored settings, as last read
 */
export function useNoticeForm<Draft extends object, Version>({
  first,
  version,
  send,
  onClose,
}: {
  first: () => Draft;
  version: Version;
  send: (draft: Draft, seenVersion: Version) => Promise<Notices>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [saved] = useState(first);
  const [draft, setDraft] = useState(saved);
  const [opened, setOpened] = useState(version);
  const { close, leave } = useLeaving(JSON.stringify(draft) !== JSON.stringify(saved), onClose);
  const saving = useNoticeCall(
    (seen: Version) => send(draft, seen),
    () => {
      announce(t('notices.saved'));
      onClose();
    },
  );
  // After a lost answer the stored settings may be the draft.
  const isNewest = isProblem(saving.error, 'stale-view') || mayBeDone(saving.error);
  const seenVersion = isNewest ? version : opened;
  const replacesOther = seenVersion !== opened;
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    if (saving.error === null) return;
    // The error was about the old input.
    setOpened(seenVersion);
    saving.reset();
  };
  const save = () => {
    if (!saving.isPending) saving.mutate(seenVersion);
  };
  const { error, isPending: busy } = saving;
  return { draft, change, save, error, busy, replacesOther, close, leave };
}
