import type { Copy } from '../copy.ts';
import type { logKo } from '../ko/log.ts';

export const logEn: Copy<typeof logKo> = {
  refresh: 'Refresh',
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
  payTokenHelp: 'Paste the payment token.',
  operationIdHelp: 'Paste the operation number (8-4-4-4-12).',
  payTokenWrong: 'A payment token has only letters and digits.',
  operationIdWrong: 'This is not an operation number.',
};
