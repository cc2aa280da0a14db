import type { TFunction } from 'i18next';
import type { PaymentDetail } from '../../shared/api.ts';

/** Who canceled the payment, in a sentence; `null` where nobody knows. */
export function canceledByWords(
  { canceledBy, operations }: Pick<PaymentDetail, 'canceledBy' | 'operations'>,
  t: TFunction,
): string | null {
  if (canceledBy !== 'desk')
    return canceledBy === null ? null : t(`detail.canceledBy.${canceledBy}`);
  const own = operations.find(({ kind, state }) => kind === 'cancel' && state === 'succeeded');
  return t('detail.canceledBy.desk', { name: own?.requestedBy.name ?? '' });
}
