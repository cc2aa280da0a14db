import type { Copy } from '../copy.ts';
import { askedWordsEn } from '../../../shared/asked-words.ts';
import type { accessKo } from '../ko/access.ts';

export const accessEn: Copy<typeof accessKo> = {
  title: 'Access records',
  lead: 'Who saw whose payments, when and from where. The same payment within 10 minutes by the same person is one entry.',
  tabs: { label: 'Kind of record', audit: 'Audit log', access: 'Access records' },
  kept: 'Kept for {{years}} years.',
  loading: 'Loading the access records',
  failed: "The access records couldn't be loaded",
  moreFailed: "The next entries couldn't be loaded",
  empty: { title: 'No entries yet', body: 'They appear as soon as somebody looks at a payment.' },
  filtered: { title: 'No entry fits', body: 'Take the conditions off one by one.' },
  notYet: { title: 'No entry fits so far', body: 'Older entries may.' },
  further: 'Look in older entries',
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
    receipt: 'Refund receipt',
    export: 'Exported as a file',
    'toss-log': 'Exchange with Toss',
    'audit-log': 'Audit log',
  },
  payments: 'payments: {{count}}',
  asked: 'Asked for: {{query}}',
  asking: askedWordsEn,
  requests: '{{count}} requests in one entry.',
  open: 'Details of {{clock}} {{kind}}',
  detail: {
    at: 'Time',
    atValue: '{{when}} (Korea)',
    who: 'Who',
    address: 'From where',
    kind: 'What',
    query: 'Asked for',
    payments: 'Payments',
    none: 'No payment that was not seen minutes before.',
    inFile: 'What was asked for tells which payments the file holds.',
  },
  only: { staff: 'Only by this person', token: 'Only by this token' },
  noFiles:
    'Files are not among these, because the payments in a file are not written down. Choose “Exported as a file” and look at what was asked for.',
  filters: { staff: 'Who', kind: 'What', unknownPerson: 'Unknown person' },
  export: {
    button: 'Export',
    title: 'Export the access records',
    lead: 'The entries that fit the filter, as a CSV file.',
    personal:
      'It holds names of staff and their network addresses. Decide who may see it and keep it safe.',
  },
};
