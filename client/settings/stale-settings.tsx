import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Notice } from '../ui/notice.tsx';
import { settingText } from '../parts/setting-words.ts';
import { draftOf, settingsOf, type SettingsDraft, type ToldChange } from './settings-draft.ts';
import styles from './stale-settings.module.css';
import type { SettingsFormState } from './use-settings-form.ts';

/** Who changed the settings last, from the audit log. */
function useLastChange(version: number) {
  const { data } = useQuery({
    queryKey: ['settings-changed', version],
    queryFn: ({ signal }) =>
      callApi('GET /api/audit', { query: { action: 'settings-changed', limit: 1 } }, { signal }),
  });
  return data?.items[0];
}

/** A colleague saved meanwhile: their changes by field, beside the values entered here. */
export function StaleSettings({ state }: { state: SettingsFormState }) {
  const { t } = useTranslation();
  const { told, draft, base } = state.form;
  const last = useLastChange(base.version);
  const name = last?.actor.name;
  return (
    <Notice
      tone="warn"
      title={t('settings.stale.title')}
      action={<Button onClick={state.noteTold}>{t('settings.stale.ok')}</Button>}
    >
      <p>
        {last === undefined || name == null
          ? t('settings.stale.byNobody')
          : t('settings.stale.by', { name, when: formatMoment(last.at) })}
      </p>
      <div className={styles.changes}>
        {told.map((change) => (
          <Change
            key={change.name}
            change={change}
            draft={draft}
            onChoose={(from) => state.choose(change, from)}
          />
        ))}
      </div>
    </Notice>
  );
}

function Change({
  change,
  draft,
  onChoose,
}: {
  change: ToldChange;
  draft: SettingsDraft;
  onChoose: (from: SettingsDraft) => void;
}) {
  const { t } = useTranslation();
  const group = useId();
  const { name, before, theirs, mine, conflict } = change;
  const label = t(`settings.names.${name}`);
  const theirText = settingText(name, theirs[name], t);
  const mineText = settingText(name, settingsOf(mine)[name], t);
  const now = settingText(name, settingsOf(draft)[name], t);
  return (
    <div>
      <p className={styles.name}>{label}</p>
      <p className={styles.before}>
        {t('settings.stale.before')}: {settingText(name, before[name], t)}
      </p>
      {conflict ? (
        <div role="radiogroup" aria-label={t('settings.stale.use', { name: label })}>
          <Check
            type="radio"
            name={group}
            label={`${t('settings.stale.mine')}: ${mineText}`}
            checked={now !== theirText}
            onChange={() => onChoose(mine)}
          />
          <Check
            type="radio"
            name={group}
            label={`${t('settings.stale.theirs')}: ${theirText}`}
            checked={now === theirText}
            onChange={() => onChoose(draftOf(theirs))}
          />
        </div>
      ) : (
        <p>
          {t('settings.stale.theirs')}: <b>{theirText}</b> · {t('settings.stale.taken')}
        </p>
      )}
    </div>
  );
}
