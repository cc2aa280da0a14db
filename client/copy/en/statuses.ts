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
    ready: 'Not sent yet · can be canceled',
    sending: 'Sending',
    not_sent: 'Could not be sent yet',
    unknown: 'Checking result',
    pending: 'Toss is processing',
    absent: 'Probably not done',
    needs_review: 'Needs manual check',
    succeeded: 'Done',
    failed: 'Not done',
    declined: 'Not sent',
    given_up: 'Stopped',
  },
  refused: 'Declined',
  going: { execute: 'Capturing', cancel: 'Canceling', refund: 'Refunding' },
  absent: {
    execute: 'Probably not captured',
    cancel: 'Probably not canceled',
    refund: 'Probably not refunded',
  },
  review: {
    execute: 'Check capture manually',
    cancel: 'Check cancellation manually',
    refund: 'Check refund manually',
  },
  done: { execute: 'Captured', cancel: 'Canceled', refund: 'Refunded' },
  late: 'Completed late',
  drift: {
    'outside-refund': 'Refunded elsewhere',
    missing: 'Not at Toss',
    contradiction: 'Differs from Toss',
  },
  left: '{{time}} left',
};
