import type { Copy } from '../copy.ts';
import { askedWordsEn } from '../../../shared/asked-words.ts';
import type { accessKo } from '../ko/access.ts';

export const accessEn: Copy<typeof accessKo> = {
  title: 'Access records',
  lead: 'Who viewed which payments, when and from where. Repeat views within 10 minutes are one entry.',
  tabs: { label: 'Kind of record', audit: 'Audit log', access: 'Access records' },
  kept: 'Kept for {{years}} years.',
  loading: 'Loading the access records',
  failed: 'The access records couldn’t be loaded',
  moreFailed: 'The next entries couldn’t be loaded',
  empty: { title: 'No entries yet', body: 'Entries appear when someone views a payment.' },
  filtered: { title: 'No matching entries', body: 'Try removing filters one by one.' },
  notYet: { title: 'No matching entries so far', body: 'Older entries may match.' },
  further: 'Search older entries',
  notKept: {
    title: 'Access records have not been written since {{when}}',
    body: 'The desk keeps them in memory for as long as it runs. Check the disk space of the server and the log of the desk.',
  },
  who: { staff: '{{name}}', token: 'Token “{{name}}”' },
  kinds: {
    list: 'Payment list',
    payment: 'Payment',
    operation: 'Operation',
    'bulk-refund': 'Bulk refund',
    receipt: 'Refund confirmation',
    export: 'Exported as a file',
    'toss-log': 'Traffic with Toss',
    'audit-log': 'Audit log',
  },
  payments: 'payments: {{count}}',
  asked: 'Filters: {{query}}',
  asking: askedWordsEn,
  requests: '{{count}} requests in one entry.',
  open: 'Details of {{clock}} {{kind}}',
  detail: {
    at: 'Time',
    atValue: '{{when}} (Korea)',
    who: 'Who',
    address: 'From where',
    kind: 'What',
    query: 'Filters',
    payments: 'Payments',
    none: 'No newly viewed payments.',
    inFile: 'The filters tell which payments are in the file.',
  },
  only: { staff: 'Only by this person', token: 'Only by this token' },
  noFiles:
    'Exported files are not included here. Choose “Exported as a file” and check the filters.',
  filters: { staff: 'Who', kind: 'What', unknownPerson: 'Unknown person' },
  export: {
    button: 'Export',
    title: 'Export the access records',
    lead: 'The matching entries as a CSV file.',
    personal: 'It contains staff names and network addresses. Keep it safe.',
  },
};
