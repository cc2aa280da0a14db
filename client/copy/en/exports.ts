import type { Copy } from '../copy.ts';
import type { exportsKo } from '../ko/exports.ts';

export const exportsEn: Copy<typeof exportsKo> = {
  reason: 'What it is for',
  reasonHelp: 'Kept in the audit log. For example: papers for November’s VAT return',
  reasonShort: 'At least 5 characters.',
  reasonLong: 'At most 200 characters.',
  count: '{{count}}/{{max}}',
  submit: 'Download',
  coming: 'Making the file · {{size}} MB so far',
  done: 'Downloaded as {{name}}.',
  doneBody: 'That it was exported stands in the audit log as well.',
  failed: "It couldn't be exported",
  payments: {
    title: 'Export payments',
    lead: 'The payments of this filter ({{payments}}) and what went back on them, as one file. Each refund is a line of its own with a minus.',
    leadUnknown:
      'The payments of this filter and what went back on them, as one file. Each refund is a line of its own with a minus.',
    leadRefunds: 'The refunds made in this period alone, of {{payments}} payments, in one file.',
    sumOfRefunds: 'Refunded {{refunded}}',
    sums: 'Paid {{paid}} − refunded {{refunded}} = net {{net}}',
    personal: 'It may hold texts that tell of people, such as names of products and of staff.',
    format: 'Kind of file',
    xlsx: 'Excel (XLSX)',
    csv: 'CSV',
  },
};
