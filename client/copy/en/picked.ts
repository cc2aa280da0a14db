import type { Copy } from '../copy.ts';
import type { pickedKo } from '../ko/picked.ts';

export const pickedEn: Copy<typeof pickedKo> = {
  label: 'Selected payments',
  refundable: '{{count}} refundable · {{amount}}',
  noneRefundable: 'None of them can be refunded',
  tooMany: 'One bulk refund takes at most {{max}}. Select fewer.',
  whole: 'Select all {{whole}} that match',
  wholeTooMany: '{{whole}} payments match. You can select up to {{max}} at once.',
  wholeFailed: 'Couldn’t load all matching payments',
  clear: 'Clear selection',
  refund: 'Bulk refund',
};
