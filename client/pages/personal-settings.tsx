import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AttentionSettings } from '../attention/attention-settings.tsx';
import { changePreferences, usePreferences } from '../session/preferences.ts';
import { SettingsPanel } from '../session/settings-panel.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import { useDisabledShortcuts } from './use-disabled-shortcuts.ts';

const ShortcutsHelp = lazy(async () => {
  const { ShortcutsHelp: Component } = await import('../ui/shortcuts-help.tsx');
  return { default: Component };
});

/** Each person's own settings: screen and notifications. */
export function PersonalSettings({ shopName }: { shopName: string }) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const change = useMutation({ mutationFn: changePreferences });
  const [help, setHelp] = useState(false);
  const without = useDisabledShortcuts();
  return (
    <>
      <TitledSection
        title={t('settings.personal.screen.title')}
        text={t('settings.personal.screen.text')}
      >
        <SettingsPanel />
        <div>
          <Button onClick={() => setHelp(true)}>{t('settings.personal.keys')}</Button>
        </div>
      </TitledSection>
      <AttentionSettings
        chosen={preferences}
        onChange={change.mutate}
        failed={change.isError}
        shopName={shopName}
      />
      {help ? (
        <Suspense>
          <ShortcutsHelp
            singleKeys={preferences.shortcuts}
            without={without}
            onClose={() => setHelp(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
