import type { TFunction } from 'i18next';
import type { Item } from '../../shared/items.ts';
import type { HeldPayment } from './held-payment.ts';

/** `도자기 머그컵 2개, 배송비 1개`; empty without items. */
export function itemWords(items: readonly Item[], t: TFunction): string {
  return items.map(({ name, quantity }) => t('common.item', { name, quantity })).join(', ');
}

/** `환불 1개` and `환불 요청 1개` of a line: those refunded, and those only requested. */
export function returnedWords(
  { held }: Pick<HeldPayment, 'held'>,
  line: number,
  t: TFunction,
): string[] {
  const returned = held.returned.get(line) ?? 0;
  const asked = (held.quantities.get(line) ?? 0) - returned;
  return [
    ...(returned === 0 ? [] : [t('common.itemsReturned', { count: returned })]),
    ...(asked === 0 ? [] : [t('common.itemsAsked', { count: asked })]),
  ];
}
