import { useMutation } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';
import { Segments } from '../ui/segments.tsx';
import styles from './person-panel.module.css';
import { changePreferences, usePreferences } from './preferences.ts';

function Choice<T extends string>(props: ComponentProps<typeof Segments<T>>) {
  return (
    <div className={styles.field}>
      <span aria-hidden="true">{props.label}</span>
      <Segments fill {...props} />
    </div>
  );
}

/** Language, theme, row height and single-key shortcuts, applied at once. */
export function SettingsPanel() {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const change = useMutation({ mutationFn: changePreferences });
  return (
    <>
      <Choice
        label={t('frame.settings.language')}
        value={preferences.language}
        options={[
          { value: 'ko', label: t('frame.settings.ko') },
          { value: 'en', label: t('frame.settings.en') },
        ]}
        onChange={(language) => change.mutate({ language })}
      />
      <Choice
        label={t('frame.settings.theme')}
        value={preferences.theme}
        options={(['light', 'dark', 'auto'] as const).map((value) => ({
          value,
          label: t(`frame.settings.${value}`),
        }))}
        onChange={(theme) => change.mutate({ theme })}
      />
      <Choice
        label={t('frame.settings.density')}
        value={preferences.density}
        options={(['dense', 'normal', 'roomy'] as const).map((value) => ({
          value,
          label: t(`frame.settings.${value}`),
        }))}
        onChange={(density) => change.mutate({ density })}
      />
      <Choice
        label={t('frame.settings.shortcuts')}
        value={preferences.shortcuts ? 'on' : 'off'}
        options={[
          { value: 'on', label: t('frame.settings.shortcutsOn') },
          { value: 'off', label: t('frame.settings.shortcutsOff') },
        ]}
        onChange={(value) => change.mutate({ shortcuts: value === 'on' })}
      />
      {change.isError ? (
        <Notice tone="warn">
          <p>{t('frame.settings.saveFailed')}</p>
        </Notice>
      ) : null}
    </>
  );
}
