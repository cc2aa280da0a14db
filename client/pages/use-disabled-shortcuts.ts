import { useSuspenseQuery } from '@tanstack/react-query';
import type { Permission } from '../../shared/permissions.ts';
import { meOptions } from '../me.ts';
import type { ShortcutName } from '../ui/shortcut-table.ts';

/** The permission that a shortcut's action needs. */
const needs: Partial<Record<ShortcutName, Permission>> = {
  'day-close': 'exports.make',
  create: 'payments.create',
  refund: 'operations.request',
  execute: 'operations.request',
};

/** Shortcuts that this person has no permission for. */
export function useDisabledShortcuts(): ShortcutName[] {
  const { data: me } = useSuspenseQuery(meOptions);
  return (Object.keys(needs) as ShortcutName[]).filter((name) => {
    const permission = needs[name];
    return permission !== undefined && !me.permissions.includes(permission);
  });
}
