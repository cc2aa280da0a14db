import type { Copy } from '../copy.ts';
import type { keysKo } from '../ko/keys.ts';

export const keysEn: Copy<typeof keysKo> = {
  title: 'Shortcuts',
  show: 'Show the shortcuts',
  note: 'Single keys are off while you type. You can turn them off in the settings.',
  off: 'Single keys are turned off; the settings turn them on. Combinations such as {{chord}} and Esc still work.',
  group: {
    anywhere: 'Anywhere',
    go: 'Go to',
    list: 'Payment list',
    payment: 'The chosen payment',
    dialog: 'Dialogs that move money',
  },
  name: {
    search: 'Search',
    next: 'Next row',
    previous: 'Previous row',
    open: 'Open',
    filter: 'Filter',
    pick: 'Select',
    refund: 'Refund',
    execute: 'Execute',
    back: 'Close, back',
    review: 'To do',
    payments: 'Payments',
    overview: 'Overview',
    'day-close': 'Day close',
    create: 'New payment',
    settings: 'Settings',
    account: 'My settings',
    lock: 'Lock the screen',
    help: 'This help',
    palette: 'Find and do anything',
    confirm: 'Go on',
  },
};
