import type { Copy } from '../copy.ts';
import type { keysKo } from '../ko/keys.ts';

export const keysEn: Copy<typeof keysKo> = {
  title: 'Shortcuts',
  show: 'Show the shortcuts',
  note: 'Single-key shortcuts don’t work while you type. You can turn them off in Settings.',
  off: 'Single-key shortcuts are off. Turn them on in Settings. Combinations such as {{chord}} and Esc still work.',
  group: {
    anywhere: 'Anywhere',
    go: 'Go to',
    list: 'Payment list',
    payment: 'Selected payment',
    dialog: 'Refund and approval dialogs',
  },
  name: {
    search: 'Search',
    next: 'Next row',
    previous: 'Previous row',
    open: 'Open',
    filter: 'Filter',
    pick: 'Select',
    refund: 'Refund',
    execute: 'Capture',
    back: 'Close, back',
    review: 'To do',
    payments: 'Payments',
    overview: 'Overview',
    'day-close': 'Closing',
    create: 'New payment',
    settings: 'Settings',
    account: 'My settings',
    lock: 'Lock the screen',
    help: 'This help',
    palette: 'Quick actions',
    confirm: 'Confirm',
  },
};
