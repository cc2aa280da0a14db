import type { Copy } from '../copy.ts';
import type { customerKo } from '../ko/customer.ts';

export const customerEn: Copy<typeof customerKo> = {
  title: 'What to tell the customer',
  copy: 'Copy the message for the customer',
  what: {
    execute: {
      received: 'Order {{orderNo}}: the payment of {{amount}} is being processed.',
      open: 'Order {{orderNo}}: the payment of {{amount}} did not go through at once.',
      done: 'Order {{orderNo}}: the payment of {{amount}} is complete.',
      failed: 'Order {{orderNo}}: the payment of {{amount}} did not go through.',
    },
    cancel: {
      received: 'Order {{orderNo}}: we are canceling the payment of {{amount}}.',
      open: 'Order {{orderNo}}: the payment of {{amount}} was not canceled at once.',
      done: 'Order {{orderNo}}: the payment of {{amount}} was canceled.',
      failed: 'Order {{orderNo}}: the payment of {{amount}} was not canceled.',
    },
    refund: {
      received: 'Order {{orderNo}}: we received your refund request of {{amount}}.',
      open: 'Order {{orderNo}}: your refund of {{amount}} did not go through at once.',
      done: 'Order {{orderNo}}: {{amount}} were refunded.',
      failed: 'Order {{orderNo}}: {{amount}} were not refunded.',
    },
  },
  discounted: 'Discount or points were used, so {{back}} of the {{amount}} go back to you.',
  about: 'about {{amount}}',
  next: {
    going: 'We will tell you as soon as it is done.',
    approval: 'A colleague is checking it once more. We will tell you as soon as it is done.',
    checking: 'We are checking the result and will tell you as soon as we know.',
    pending: 'Toss is processing it. We will tell you as soon as it is done.',
    refused: 'We are checking again and will tell you at about {{time}}.',
    sorry: 'We will find out why and get back to you.',
    uncharged: 'No money was taken.',
    card: 'It takes your card company 3 to 5 working days, so expect it around {{days}}.',
    money: 'It went straight to your Toss Money.',
    anyMethod: 'It goes back the way you paid.',
  },
  days: '{{first}}–{{last}}',
  sameMonth: '{{day}}',
  arrives: 'around {{days}}',
};
