import type { TFunction } from 'i18next';
import type { Item } from '../../shared/items.ts';

/** `도자기 머그컵 2개, 배송비 1개`; empty without items. */
export function itemWords(items: readonly Item[], t: TFunction): string {
  return items.map(({ name, quantity }) => t('common.item', { name, quantity })).join(', ');
}
