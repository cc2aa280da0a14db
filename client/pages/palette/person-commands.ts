import {
  IconBell,
  IconDeviceDesktop,
  IconKeyboard,
  IconKeyboardOff,
  IconLanguage,
  IconLock,
  IconLogout,
  IconMoon,
  IconSun,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { i18n } from '../../copy/i18n.ts';
import type { Command } from '../../palette/command.ts';
import { lockDesk } from '../../session/lock-desk.ts';
import type { LeaveReason } from '../../session/person-panel.tsx';
import { changePreferences, usePreferences, type Preferences } from '../../session/preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { shortcuts } from '../../ui/shortcut-table.ts';
import { wordsOf } from './command-texts.ts';

type Name =
  | ('korean' | 'english' | 'light' | 'dark' | 'auto' | 'keysOn' | 'keysOff')
  | ('help' | 'attention');

async function change(part: Partial<Preferences>, name: Name): Promise<void> {
  try {
    await changePreferences(part);
    announce(i18n.t('palette.changed', { what: i18n.t(`palette.names.${name}`) }));
  } catch {
    announce(i18n.t('frame.settings.saveFailed'));
  }
}

/** Commands for the screen's settings. */
function useScreenCommands(onHelp: () => void): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { language, theme, shortcuts: singleKeys } = usePreferences();
  const command = (name: Name, Icon: Command['Icon'], run: () => void): Command => ({
    id: `screen:${name}`,
    group: 'screen',
    label: t(`palette.names.${name}`),
    words: wordsOf(name),
    Icon,
    lasting: true,
    run,
  });
  const choice = (name: Name, Icon: Command['Icon'], part: Partial<Preferences>) =>
    command(name, Icon, () => void change(part, name));
  const themes = {
    light: choice('light', IconSun, { theme: 'light' }),
    dark: choice('dark', IconMoon, { theme: 'dark' }),
    auto: choice('auto', IconDeviceDesktop, { theme: 'auto' }),
  };
  return [
    language === 'ko'
      ? choice('english', IconLanguage, { language: 'en' })
      : choice('korean', IconLanguage, { language: 'ko' }),
    ...Object.entries(themes).map(([name, one]) => ({ ...one, current: name === theme })),
    singleKeys
      ? choice('keysOff', IconKeyboardOff, { shortcuts: false })
      : choice('keysOn', IconKeyboard, { shortcuts: true }),
    command('attention', IconBell, () => void navigate('/account')),
    { ...command('help', IconKeyboard, onHelp), keys: shortcuts.help.keys },
  ];
}

/** Commands that lock the screen, change the user or sign out. */
export function usePersonCommands(
  onHelp: () => void,
  onLeave: (why: LeaveReason) => void,
): Command[] {
  const { t } = useTranslation();
  const person = (name: 'lock' | 'change' | 'signOut') => ({
    id: `person:${name}`,
    group: 'person' as const,
    label: t(`frame.person.${name}`),
    words: wordsOf(name),
    lasting: name === 'lock',
  });
  return [
    ...useScreenCommands(onHelp),
    { ...person('lock'), Icon: IconLock, keys: shortcuts.lock.keys, run: lockDesk },
    {
      ...person('change'),
      Icon: IconUsers,
      run: () => onLeave('change'),
    },
    {
      ...person('signOut'),
      Icon: IconLogout,
      run: () => onLeave('sign-out'),
    },
  ];
}
