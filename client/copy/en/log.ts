import type { Copy } from '../copy.ts';
import type { logKo } from '../ko/log.ts';

export const logEn: Copy<typeof logKo> = {
  refresh: 'Load what is new',
  filters: 'Filters',
  payToken: 'Payment',
  operationId: 'Operation',
  period: 'Period',
  from: 'From',
  to: 'To',
  since: 'since {{day}}',
  until: 'until {{day}}',
  between: '{{from}} – {{to}}',
  apply: 'Apply',
  clear: 'Clear all',
  remove: 'Remove the filter {{name}}',
  payTokenHelp: 'Paste the pay token as it is.',
  operationIdHelp: 'Paste the operation’s number (8-4-4-4-12) as it is.',
  payTokenWrong: 'A pay token has latin letters and digits, and no blanks.',
  operationIdWrong: 'This is not the form of an operation’s number.',
};
