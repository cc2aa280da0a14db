import { useSuspenseQuery } from '@tanstack/react-query';
import { addKorean } from '../copy/i18n.ts';
import { settingsKo } from '../copy/ko/settings.ts';
import { meOptions } from '../me.ts';
import { ShopSettingsPanel } from '../settings/shop-settings-panel.tsx';

addKorean({ settings: settingsKo });

/** 설정: the shop's. What is personal is at 내 설정. */
export function SettingsPage() {
  const { data: me } = useSuspenseQuery(meOptions);
  return (
    <ShopSettingsPanel
      mayChange={me.permissions.includes('settings.manage')}
      version={me.version}
    />
  );
}
