import type { Copy } from '../copy.ts';
import type { exportsKo } from '../ko/exports.ts';

export const exportsEn: Copy<typeof exportsKo> = {
  reason: 'Reason',
  reasonHelp: 'Kept in the audit log. For example: November VAT return',
  reasonShort: 'At least 5 characters.',
  reasonLong: 'At most 200 characters.',
  count: '{{count}}/{{max}}',
  submit: 'Download',
  coming: 'Preparing the file · {{size}} MB received',
  done: 'Downloaded as {{name}}.',
  doneBody: 'The export is in the audit log.',
  failed: 'Couldn’t export',
  payments: {
    title: 'Export payments',
    lead: 'The {{payments}} payments that match and their refunds, in one file. Each refund is a separate line with a minus.',
    leadUnknown:
      'The payments that match and their refunds, in one file. Each refund is a separate line with a minus.',
    leadRefunds: 'Only the refunds made in this period, on {{payments}} payments, in one file.',
    sumOfRefunds: 'Refunded {{refunded}}',
    sums: 'Paid {{paid}} − refunded {{refunded}} = after refunds {{net}}',
    personal: 'It may contain personal data, such as product and staff names.',
    format: 'File format',
    xlsx: 'Excel (XLSX)',
    csv: 'CSV',
  },
};
