import { paymentWordsEn } from '../../../shared/payment-words.ts';
import type { Copy } from '../copy.ts';
import type { statusesKo } from '../ko/statuses.ts';

export const statusesEn: Copy<typeof statusesKo> = {
  toss: paymentWordsEn.status,
  partial: paymentWordsEn.partial,
  full: paymentWordsEn.full,
  amounts: '{{refunded}} / {{amount}}',
  operation: {
    proposed: 'Awaiting approval',
    ready: 'Not sent yet · can be stopped',
    sending: 'Sending',
    not_sent: 'Could not be sent yet',
    unknown: 'Checking result',
    pending: 'Toss is processing',
    absent: 'Confirmed not done',
    needs_review: 'Needs a person',
    succeeded: 'Done',
    failed: 'Not done',
    declined: 'Not sent',
    given_up: 'Given up',
  },
  refused: 'Refused',
  going: { execute: 'Executing', cancel: 'Canceling', refund: 'Refunding' },
  absent: {
    execute: 'Confirmed not executed',
    cancel: 'Confirmed not canceled',
    refund: 'Confirmed not refunded',
  },
  review: {
    execute: 'Execution needs a person',
    cancel: 'Cancellation needs a person',
    refund: 'Refund needs a person',
  },
  done: { execute: 'Executed', cancel: 'Canceled', refund: 'Refunded' },
  late: 'Done late',
  drift: {
    'outside-refund': 'Refunded outside',
    missing: 'Not at Toss',
    contradiction: 'Mismatch',
  },
  left: '{{time}} left',
};
