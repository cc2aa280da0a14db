import type { Copy } from '../copy.ts';
import type { problemsKo } from '../ko/problems.ts';

const codes: Copy<(typeof problemsKo)['codes']> = {
  'invalid-request': {
    title: 'Some values are not acceptable',
    next: 'Correct the marked fields, then you may press again.',
  },
  'malformed-body': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it comes back, tell a manager.',
  },
  'body-too-large': { title: 'That is too long', next: 'Shorten it, then you may press again.' },
  'unsupported-media-type': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it comes back, tell a manager.',
  },
  'malformed-request': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it comes back, tell a manager.',
  },
  'request-timeout': {
    title: 'The request did not arrive in time',
    next: 'Check your connection, then you may press again.',
  },
  'address-too-long': {
    title: 'The address is too long',
    next: 'Shorten the search or the filter, then try again.',
  },
  'headers-too-large': {
    title: 'Your browser sent too much about itself',
    next: 'Delete the cookies of this site, then sign in again.',
  },
  'wrong-credentials': {
    title: 'E-mail or password is wrong.',
    next: 'Check them again. If you forgot the password, ask a manager.',
  },
  'not-signed-in': {
    title: 'Sign in first',
    next: 'After signing in you come back to where you were.',
  },
  'second-factor-needed': {
    title: 'The code is needed to finish signing in',
    next: 'Enter the six digits of your authenticator app.',
  },
  'screen-locked': {
    title: 'Not done: the screen was locked',
    next: 'Press again once it is unlocked.',
  },
  'wrong-code': {
    title: 'The code is not right, or it was used already',
    next: 'Wait for the next code of your app. Without your phone, use a recovery code.',
  },
  'step-up-needed': {
    title: 'Please prove once more that it is you',
    next: 'Enter a code to go on.',
  },
  'two-factor-required': {
    title: 'Set up two-factor sign-in first',
    next: 'Connect an authenticator app; then you can start.',
  },
  'invitation-ended': {
    title: 'This link was used or has lapsed',
    next: 'Ask a manager for a new one.',
  },
  'email-taken': {
    title: 'Another account has this e-mail address',
    next: 'Use another address, or find that account in the list of staff.',
  },
  'own-account': {
    title: 'You can’t change your own rights or reset your own account',
    next: 'Ask another manager.',
  },
  'last-manager': {
    title: 'The shop needs at least one manager',
    next: 'Make somebody else a manager first.',
  },
  'over-ceiling': {
    title: 'This is more than may be given back today. No money moved',
    next: 'Lower the amount or ask a manager. The limit starts anew at midnight.',
  },
  forbidden: { title: 'You may not do this', next: 'Ask a manager.' },
  'foreign-origin': {
    title: 'The request came from another address and was stopped',
    next: "Open the desk's own address and try again.",
  },
  'not-found': {
    title: 'There is no such thing here',
    next: 'Check the address or look in the list.',
  },
  'payment-not-found': {
    title: 'Neither the desk nor Toss knows this payment',
    next: 'Check the order number.',
  },
  'operation-not-found': {
    title: 'There is no such operation',
    next: "Look at the payment's history.",
  },
  'payment-busy': {
    title: 'Something earlier on this payment has not ended yet',
    next: 'You may try again when it has.',
  },
  'stale-view': {
    title: 'It changed in the meantime',
    next: 'Look at what changed, then use the new amount.',
  },
  'audit-broken': {
    title: 'The audit log does not hold',
    next: 'Nothing was signed. Verify it to see from where on, and keep the data file as it is.',
  },
  'no-receipt': {
    title: 'There is no receipt yet',
    next: 'Only a refund that is done has one. Open it again when the refund has ended.',
  },
  'operation-moved': {
    title: 'The operation has moved on in the meantime',
    next: 'Its state has been read again. Press only what is still offered. If it looks wrong, ask a manager.',
  },
  'bulk-moved': {
    title: 'The bulk refund has moved on meanwhile',
    next: 'It has been read again. Press only what is still offered. If it looks wrong, ask a manager.',
  },
  'month-moved': {
    title: 'The month has changed meanwhile',
    next: 'Its figures have been read again. Check them, and you may press again.',
  },
  'bulk-total': {
    title: 'The total typed is not the total to be refunded',
    next: 'Look at the chosen orders and the total again, type the right one, and you may press again.',
  },
  'approval-mismatch': {
    title: 'What you were approving is not what is recorded',
    next: 'Reload the page and look at amount and reason again before you approve. If it comes back, do not approve and tell another manager.',
  },
  'second-person-needed': {
    title: 'Whoever asked for it cannot do this',
    next: 'Pressing again does not help. Ask another manager.',
  },
  'requester-barred': {
    title: 'Whoever asked for it may not give money back any more',
    next: 'It was not approved. Decline it; somebody who may refund can ask again.',
  },
  'approver-held': {
    title: 'The requester made or reopened this account lately, so it cannot decide yet',
    next: 'Another manager can decide now. If it is urgent, the wait can be lifted on the server.',
  },
  'sole-manager-waits': {
    title: 'Another manager left less than 24 hours ago, so nobody decides alone yet',
    next: 'Ask another manager, or wait the 24 hours. If it is urgent, lift the wait on the server.',
  },
  'too-early': {
    title: 'Not possible yet',
    next: 'Press again when some more time has passed. If it is urgent, talk to another manager.',
  },
  'operation-id-reused': {
    title: 'That number belongs to another request',
    next: 'Close this and start again.',
  },
  'approval-over-ceiling': {
    title: 'With this, the requester or the shop would pass the limit of today',
    next: 'It still waits for approval. Approve it tomorrow, or decline it and let another ask.',
  },
  'over-remaining': {
    title: 'That is more than what is left',
    next: 'You may refund up to what is left.',
  },
  'parts-mismatch': {
    title: 'The tax parts do not add up to the refund',
    next: 'Fit them automatically or correct them, then you may press again.',
  },
  'not-refundable': {
    title: 'This payment cannot be refunded now',
    next: 'Check its newest status.',
  },
  'no-bank-transfer': {
    title: 'No transfer can be recorded on this payment',
    next: 'Toss can refund it, or nothing of it is left. Nothing was recorded.',
  },
  'bank-transfer-moved': {
    title: 'This record was decided on already',
    next: 'Another manager was first. Look at how it stands now.',
  },
  'not-cancelable': {
    title: 'This payment cannot be canceled now',
    next: 'If it has been paid, refund it.',
  },
  'not-executable': {
    title: 'This payment cannot be executed now',
    next: 'Check its newest status.',
  },
  'too-many-requests': { title: 'Too many requests', next: 'Wait a moment and try again.' },
  'desk-busy': {
    title: 'The desk has too much to do. Nothing was done.',
    next: 'Try again in a moment. If it goes on, tell a manager.',
  },
  'toss-rejected': {
    title: 'Toss refused',
    next: "See Toss's answer below. Check the status, correct it and try again.",
  },
  'toss-credentials': {
    title: "Toss does not accept the shop's API key",
    next: 'A manager has to check the key.',
  },
  'toss-unreachable': {
    title: 'Toss was not reached. Nothing was sent.',
    next: 'You may try again in a moment. If it goes on, call Toss at 1599-4905.',
  },
  'toss-busy': {
    title: 'Too many calls to Toss are waiting. Nothing was sent.',
    next: 'You may press again in a moment. If it goes on, tell a manager.',
  },
  'toss-unclear': {
    title: "Toss's answer proves nothing yet",
    next: 'Check the status again in a moment.',
  },
  'toss-lost-answer': {
    title: 'We are checking the result',
    next: 'It is checked again by itself. If it takes long, see the work list.',
  },
  'not-ready': { title: 'The desk is starting', next: 'Try again in a few seconds.' },
  'file-damaged': {
    title: 'The data file is damaged',
    next: 'No money moves and nothing is recorded until whoever runs the desk has restored a copy. Pressing again does not help; tell a manager.',
  },
  'storage-failed': {
    title: 'The desk could not use its disk',
    next: 'You may press again in a moment: the same approval, cancel or refund never goes out twice. If it goes on, tell a manager the number below.',
  },
  internal: {
    title: 'Something failed in the desk',
    next: "Check the payment's status first. Tell a manager the number below.",
  },
};

const toss: Copy<(typeof problemsKo)['toss']> = {
  REFUND_EXCEED_DAILY: {
    title: "Over today's refund limit.",
    next: 'The limit is updated every 3 minutes and recomputed at 01:00. Try then, or ask about a deposit.',
  },
  REFUND_ALREADY_REFUNDED: {
    title: 'Already fully refunded',
    next: 'See the newest status. No other refund is needed.',
  },
  REFUND_REFUND_NO_DUPLICATE: {
    title: 'This refund number has been processed',
    next: 'It is being checked. Nothing new is sent.',
  },
  REFUND_PENDING_SUCCESS: {
    title: 'It will be refunded after bank maintenance',
    next: 'Toss has taken it. Do not press again.',
  },
  COMMON_REFUND_ERROR: {
    title: 'Toss said not now',
    next: 'We are making sure that no money moved, about 2 minutes. See also the refund period (1 year) and settlement.',
  },
  INACTIVE_USER: {
    title: 'The buyer has left Toss',
    next: "Transfer the money directly and ask about Toss's refund account.",
  },
  CORE_USER_ERROR: {
    title: "The buyer's Toss data cannot be checked",
    next: 'The buyer should call Toss, then try again.',
  },
  COMMON_ASSET_GET_ACCOUNT_ERROR: {
    title: "The buyer's Toss account may be blocked",
    next: 'The buyer should call Toss, then try again.',
  },
  TRANSACTION_PENDING_ERROR: {
    title: 'Something earlier is still in progress',
    next: 'It is checked again by itself. After 10 minutes call Toss at 1599-4905.',
  },
  TRANSACTION_NOT_FOUND: {
    title: 'Toss did not find the transaction',
    next: "Check the payment's status again.",
  },
  CANCEL_IMPOSSIBLE_STATUS: {
    title: 'Toss says it cannot be canceled',
    next: 'If it has been paid you may refund it. See the newest status.',
  },
  PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS: {
    title: 'Toss says it cannot be canceled',
    next: 'If it has been paid you may refund it. See the newest status.',
  },
  PAY_EXPIRED: {
    title: 'The time to pay is over',
    next: 'Create a new payment and send it to the buyer.',
  },
  PAY_ALREADY_COMPLETED: {
    title: 'Already paid',
    next: 'See the newest status. No other execution is needed.',
  },
  PAY_ITS_NOT_ABLE_TO_PAY: { title: 'It cannot be paid now', next: 'See the newest status.' },
  PAY_UNAUTHORIZED: {
    title: 'This key may not handle the payment',
    next: "A manager has to check the shop's API key.",
  },
  EXECUTE_PAY_NOT_APPROVED: {
    title: 'The buyer has not authenticated yet',
    next: 'Try again after the buyer has.',
  },
  PAYMENT_DUPLICATION_ORDER_NO: {
    title: 'The order number has been used',
    next: 'Use another order number.',
  },
  PAYMENT_EXISTING_PAYMENT: {
    title: 'A payment with this order number is under way',
    next: 'Use that one, or another order number.',
  },
  COMMON_INVALID_API_KEY: {
    title: "Toss does not accept the shop's API key",
    next: 'A manager has to check the key.',
  },
  COMMON_INVALID_PARAMETER: {
    title: 'Toss does not accept a value',
    next: "See Toss's answer, correct it and try again.",
  },
  COMMON_PAY_ERROR: {
    title: 'Toss could not process the payment',
    next: 'See the newest status, then ask the buyer to pay again.',
  },
  COMMON_NOT_ENOUGH_CASH: {
    title: "The buyer's balance is too low",
    next: 'The buyer has to top up or choose another method.',
  },
  COMMON_EXCEED_LIMIT: {
    title: "Over the buyer's limit",
    next: 'The buyer has to choose another method or check the limit.',
  },
  COMMON_BREAK_TIME_OF_BANK: {
    title: 'The bank is under maintenance',
    next: 'Try again when it is over.',
  },
  COMMON_TEMP_DENIAL_ERROR: {
    title: 'Toss denies it for the moment',
    next: 'Check the status in a moment and try again.',
  },
  COMMON_SIGN_FAILED_CS_CALL: {
    title: 'Toss could not verify the request',
    next: 'Call Toss at 1599-4905.',
  },
  COMMON_TIMEOUT: {
    title: 'We are checking the result',
    next: 'Do not press again. It is checked by itself.',
  },
  COMMON_SYSTEM_ERROR: {
    title: 'We are checking the result',
    next: 'Do not press again. It is checked by itself.',
  },
};

export const problemsEn: Copy<typeof problemsKo> = {
  codes,
  toss,
  unknownToss: 'Toss refused: {{message}}',
  unreachable: {
    title: 'The desk was not reached',
    next: 'Check the internet connection. It reads again by itself.',
  },
  serverFault: {
    title: "The desk's server has a problem",
    next: 'Your internet is fine. Try again in a moment. If it goes on, tell a manager.',
  },
  whoHelps: 'If it goes on, tell a manager the number below.',
  unexpected: {
    title: 'Something failed on this page',
    next: 'Reload and try again. If it comes back, tell a manager.',
  },
  effect: {
    'not-applied': 'No money moved.',
    unknown: 'We do not know yet whether money moved. Do not press again.',
  },
  notDone: 'What you pressed was not done. No money moved by it.',
  notBefore:
    'It is possible from {{when}} on. Press again then. If it is urgent, talk to another manager.',
  tossSaid: 'Toss: “{{message}}”',
  requestId: 'Request {{id}}',
  refusals: {
    'not-permitted': 'You may not do this.',
    'operation-open': 'Something earlier has to end first.',
    'unknown-status': 'The desk does not know this status, so nothing can be sent.',
    'missing-at-toss': 'Toss says it does not know this payment.',
    'not-read-since-restore': 'Not checked with Toss since the backup was restored.',
    'not-waiting-for-shop': 'The buyer has to authenticate first.',
    'already-paid': 'It has been paid.',
    'already-canceled': 'It has been canceled.',
    'not-paid': 'It has not been paid yet.',
    'being-charged': 'The charge has to end first.',
    'refund-in-progress': 'The earlier refund has to end first.',
    'nothing-left': 'Nothing is left: it was fully refunded.',
    'refund-period-over': 'The refund period (1 year) is over.',
    'toss-forbids': 'Toss does not allow it now.',
  },
};
