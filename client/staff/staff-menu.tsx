import '../mantine-lazy.css';
import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StaffEntry } from '../staff-options.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './staff-menu.module.css';
import { staffActs, type AccountChange } from './staff-state.ts';

export interface StaffRowActs {
  myId: string;
  onEdit: (entry: StaffEntry) => void;
  onAct: (act: AccountChange, entry: StaffEntry) => void;
}

/** The menu of an account's changes, without those that the server would refuse. */
export function StaffMenu({ entry, myId, onEdit, onAct }: StaffRowActs & { entry: StaffEntry }) {
  const { t } = useTranslation();
  const label = t('staff.menu.of', { name: entry.name });
  const acts = staffActs(entry, myId);
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      width="max-content"
      withinPortal={false}
      classNames={{ item: styles.item ?? '' }}
    >
      <Menu.Target>
        <IconButton label={label}>
          <IconDots size={16} stroke={1.75} aria-hidden="true" />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>
        <Menu.Item onClick={() => onEdit(entry)}>
          {t(entry.id === myId ? 'staff.menu.editOwn' : 'staff.menu.edit')}
        </Menu.Item>
        {acts.length === 0 ? null : <Menu.Divider />}
        {acts.map((act) => (
          <Menu.Item key={act} onClick={() => onAct(act, entry)}>
            {t(`staff.menu.${act}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
