import type { TFunction } from 'i18next';
import type { PaymentDetail } from '../../shared/api.ts';

/** A sentence that says who canceled the payment; `null` if that is not known. */
export function canceledByWords(
  { canceledBy, operations }: Pick<PaymentDetail, 'canceledBy' | 'operations'>,
  t: TFunction,
): string | null {
  if (canceledBy === null) return null;
  if (canceledBy !== 'desk') return t(`detail.canceledBy.${canceledBy}`);
  const own = operations.find(({ kind, state }) => kind === 'cancel' && state === 'succeeded');
  return t('detail.canceledBy.desk', { name: own?.requestedBy.name ?? '' });
}
