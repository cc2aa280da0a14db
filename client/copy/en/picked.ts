import type { Copy } from '../copy.ts';
import type { pickedKo } from '../ko/picked.ts';

export const pickedEn: Copy<typeof pickedKo> = {
  label: 'Selected payments',
  refundable: '{{count}} refundable · {{amount}}',
  noneRefundable: 'None of them can be refunded',
  tooMany: 'One bulk refund takes at most {{max}}. Select fewer.',
  whole: 'Select all {{whole}} that fit',
  wholeTooMany: '{{whole}} payments fit. Selecting all works up to {{max}}.',
  wholeFailed: 'Could not load all payments that fit',
  clear: 'Clear selection',
  refund: 'Bulk refund',
};
