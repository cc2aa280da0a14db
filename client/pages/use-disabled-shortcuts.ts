import { useSuspenseQuery } from '@tanstack/react-query';
import type { Permission } from '../../shared/permissions.ts';
import { meOptions } from '../me.ts';
import type { ShortcutName } from '../ui/shortcut-table.ts';

/** What a key's act needs. */
const needs: Partial<Record<ShortcutName, Permission>> = {
  'day-close': 'exports.make',
  create: 'payments.create',
  refund: 'operations.request',
  execute: 'operations.request',
};

/** The keys of acts that this person has no right to. */
export function useDisabledShortcuts(): ShortcutName[] {
  const { data: me } = useSuspenseQuery(meOptions);
  return (Object.keys(needs) as ShortcutName[]).filter((name) => {
    const permission = needs[name];
    return permission !== undefined && !me.permissions.includes(permission);
  });
}
