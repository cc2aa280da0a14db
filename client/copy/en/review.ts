import type { Copy } from '../copy.ts';
import type { reviewKo } from '../ko/review.ts';

/** The source of a piece of evidence. */
const sources = {
  answer: 'Toss’s answer',
  status: 'Toss, when asked',
  staff: '{{name}}',
  someone: 'A member of staff',
  desk: 'The desk',
};

const causes = {
  approved: 'approved it.',
  refused: 'declined it. It was not sent.',
  withdrawn: 'canceled the request before it was sent.',
  'approval-lapsed': 'the time to approve it passed, so it was closed unsent.',
  'backup-restored': 'a backup was restored, so the result is checked again.',
  claimed: 'began to send it to Toss.',
  'read-forbids': 'right before sending, Toss showed a state that forbids it, so it was not sent.',
  'requester-barred':
    'right before sending, the requester could no longer refund, so it was not sent.',
  'too-old-to-send': 'Toss was not reached in time, so it was not sent.',
  'tries-spent': 'Toss was not reached three times, so it was not sent.',
  'proved-unsent': 'Toss was not reached, so it was not sent.',
  'answered-ok': 'it was done.',
  'answered-pending': 'it is being worked on.',
  'answered-unclear': 'no answer that tells the result was received.',
  interrupted: 'it stopped before the answer was written down.',
  'again-unsent': 'Toss was not reached when it was to be sent again, so nothing went out.',
  'seen-done': 'it was done.',
  'seen-in-progress': 'it is being worked on.',
  'refusal-confirmed': 'it was declined and has not appeared since.',
  'status-explains': 'the payment’s status shows that it was not done.',
  'absence-proved': 'checked several times over 15 minutes, it was not there.',
  contradicted: 'what is shown does not fit our request.',
  'no-longer-in-progress': 'what was being worked on is no longer shown.',
  'pending-too-long': 'Toss has not finished within a day.',
  'sent-again': 'decided to send the same request again.',
  'gave-up': 'decided not to send it again and closed it.',
  'resolved-succeeded': 'decided that it was done.',
  'resolved-failed': 'decided that it was not done.',
  'resolved-given-up': 'decided to close it without knowing the outcome.',
  released: 'made sure that it was not done, and freed the money.',
};

const contradictions = {
  twice: 'the same refund is there twice.',
  amount: 'under this refund’s number the amount is {{amount}}.',
  total: 'the refunded total rose under a number that is not ours.',
  neverShown: 'the answer was success, yet the refund never appears.',
  unreadable: 'no read tells whether it was done.',
};

export const reviewEn: Copy<typeof reviewKo> = {
  title: 'To do',
  rule: 'Most urgent first',
  groups: { now: 'Now', today: 'Today', waiting: 'Waiting' },
  self: 'Checked automatically',
  until: 'by {{when}}',
  transfer: {
    title: '{{name}} recorded a bank transfer',
    takeBack: '{{name}} asked to cancel the record of a bank transfer',
    given: '{{amount}} was already returned by bank transfer.',
  },
  over: {
    title: 'More was returned than was paid',
    text: 'By Toss {{toss}}, by bank transfer {{sent}}. If the record is wrong, cancel it. If both are right, keep it and ask the buyer to return {{over}}. Once a manager adds what was checked to the payment, it leaves this list.',
  },
  accounts: {
    title: 'Staff accounts changed recently',
    made: '{{by}} made the account of {{staff}}.',
    reset: '{{by}} reset the password or second factor of {{staff}}.',
    enabled: '{{by}} enabled the account of {{staff}} again.',
    disabled: '{{by}} disabled the account of the manager {{staff}}.',
    demoted: '{{by}} removed {{staff}} as a manager.',
    held: 'Until {{when}} this account can’t approve requests by {{by}}.',
    alone: 'Until {{when}} even the shop’s only manager needs approval.',
    unexpected: 'If you didn’t expect this, ask that manager at once and check the audit log.',
  },
  kindsLabel: 'Kind',
  kinds: {
    all: 'All',
    approved: 'Awaiting capture',
    unclear: 'Checking result',
    proposed: 'Awaiting approval',
    bulk: 'Bulk refund',
    transfer: 'Bank transfer',
    over: 'Returned too much',
    absent: 'Probably not done',
    needs_review: 'Needs manual check',
    given_up: 'Held amount',
    drift: 'Differs from Toss',
  },
  empty: {
    title: 'Nothing to do',
    text: 'Payments that wait for you or have to be checked appear here.',
    filtered: 'Nothing of this kind',
    all: 'Show all',
  },
  failed: 'Couldn’t load all of To do',
  again: 'Load again',
  loading: 'Loading To do',
  more: 'There is more. Start with these.',
  card: {
    content: 'Review',
    execute: 'Capture {{amount}}',
  },
  lines: {
    known: 'Status',
    unknown: 'To check',
    evidence: 'Evidence',
    next: 'Next',
    call: 'Help',
    reason: 'Reason',
    parts: 'Tax',
    toss: 'Toss',
    ours: 'Our record',
    seen: 'Seen at Toss',
  },
  approved: {
    soon: 'Capture it now, or the payment is canceled',
    waiting: 'Capture it to complete the payment',
    expired: 'Its time is over. Checking with Toss',
  },
  bulk: {
    title: '{{name}} requested a bulk refund',
    lapsedTitle: 'The time to approve a bulk refund is over',
    otherDecides: 'Another manager has to approve it.',
  },
  drift: {
    'outside-refund': {
      title: 'Toss has a refund that was not made here',
    },
    missing: {
      title: 'Toss does not have this payment',
    },
    contradiction: {
      title: 'Toss’s records differ from ours',
      next: 'Compare with the Toss merchant console and note in the payment that you did. The desk goes on asking, too.',
    },
  },
  sources,
  causes,
  contradictions,
  loud: 'Not known for over 30 minutes',
  story: {
    acts: { execute: 'capture', cancel: 'cancellation', refund: 'refund' },
    title: {
      unknown: {
        execute: 'Checking whether it was captured',
        cancel: 'Checking whether it was canceled',
        refund: 'Checking whether it was refunded',
      },
      refused: {
        execute: 'Toss declined the capture',
        cancel: 'Toss declined the cancellation',
        refund: 'Toss declined the refund',
      },
      pending: {
        execute: 'Toss is charging the buyer',
        cancel: 'Toss is canceling the payment',
        refund: 'Toss is refunding',
      },
      absent: {
        execute: 'Toss doesn’t show this capture',
        cancel: 'Toss doesn’t show this cancellation',
        refund: 'Toss doesn’t show this refund',
      },
      given_up: {
        execute: 'The capture request was closed',
        cancel: 'The cancellation request was closed',
        refund: 'The refund request was closed. The amount is still held',
      },
      ready: 'Recorded. About to be sent to Toss',
      waiting: 'Not sent yet. It can still be canceled',
      sending: 'Being sent to Toss',
      not_sent: 'Toss was not reached; nothing has been sent',
      needs_review: {
        execute: 'Please check whether it was captured',
        cancel: 'Please check whether it was canceled',
        refund: 'Please check whether it was refunded',
      },
      proposed: '{{name}} requested a {{act}}',
    },
    disputed: {
      title: {
        execute: 'Recorded as captured, but Toss differs',
        cancel: 'Recorded as canceled, but Toss differs',
        refund: 'Recorded as refunded, but Toss differs',
        failed: 'Recorded as not done, but Toss differs',
      },
      seen: {
        execute: 'Asked over the set time, it is not paid.',
        cancel: 'Asked over the set time, it is not canceled.',
        refund: 'Asked over the set time, no refund of this number and amount is done.',
        failed: 'Asked over the set time, it is done.',
      },
      unknown:
        'A manager has to check whether it was really done, and record the result with evidence.',
      next: 'It closes by itself once Toss agrees with the record. The desk goes on asking, too.',
    },
    known: {
      requested: '{{name}} asked for it at {{when}}.',
      sent: '{{what}} was sent to Toss at {{when}}.',
      sentTwice: '{{what}} was sent to Toss at {{when}}, {{attempts}} times in all.',
      notSent: 'No money has moved.',
      absent: 'It was checked several times since.',
      sole: 'There was no other manager, so it is marked as decided alone.',
      pending: 'Toss says that it took it on and is working on it.',
    },
    unknown: {
      needs_review:
        'A manager has to check whether Toss did it, and record the result with evidence.',
      given_up: 'It may still be done late, so the amount is not released at once.',
    },
    next: {
      check: 'Next check in {{left}}',
      checkNow: 'Asking Toss right now',
      settle:
        'Next check in {{left}}. Unless it shows up by {{until}}, it is shown as “{{absent}}”.',
      checkBy: 'Next check in {{left}}. If Toss shows it meanwhile, it ends by itself.',
      refused: 'It is final in {{left}}. Nothing else can be done with the payment until then.',
      refusedSoon: 'Toss is asked once more, and then it counts.',
      soon: 'You are told as soon as the answer comes.',
      send: 'It goes to Toss in {{left}}. Until then it can be stopped.',
      retry: 'It is tried up to three times, and closed unsent after that.',
      absent:
        'If it still appears at Toss, it is recorded as done. The payment stays locked until a manager decides.',
      absentCheck:
        'Next check in {{left}}. If it appears at Toss, it is recorded as done. The payment stays locked until a manager decides.',
      proposed: 'Without approval it is closed unsent.',
      proposedBy: 'Approval due by {{when}}. Without it, it is closed unsent.',
      reserved:
        'The amount stays held. From {{when}} a manager can check with Toss and release it.',
      reservedOver: 'A manager can now check with Toss and free the money.',
      givenUp: 'If it still appears at Toss, it is recorded as done, and you are told.',
      pending: 'It ends by itself once Toss is done.',
    },
    absentWord: {
      execute: 'Probably not captured',
      cancel: 'Probably not canceled',
      refund: 'Probably not refunded',
    },
    call: 'Call Toss Pay at 1599-4905 and ask how the {{act}} for this order number ended.',
    warning: {
      unknown: {
        execute: 'It is not charged twice. Please wait a moment.',
        cancel: 'Please wait a moment.',
        refund: 'It is not refunded twice. Please wait a moment.',
      },
      refused: 'Checking that it was really not done.',
      sending: 'Waiting for Toss to answer.',
      pending: 'Please wait a moment.',
      absent: 'It may still be done late.',
      needs_review: 'It may have been done already.',
      given_up: 'It may still be done later.',
    },
    what: {
      execute: 'Capture of {{amount}}',
      cancel: 'Cancellation',
      refund: 'Refund of {{amount}}',
    },
    reasonNote: '{{reason}} · note “{{note}}”',
    tossSaid: '“{{message}}” · {{code}}',
    evidence: '{{when}} {{source}}: {{what}}',
    evidenceQuoted: '{{when}} {{source}}: {{what}} “{{detail}}”',
  },
};
