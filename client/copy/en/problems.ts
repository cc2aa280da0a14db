import type { Copy } from '../copy.ts';
import type { problemsKo } from '../ko/problems.ts';

const codes: Copy<(typeof problemsKo)['codes']> = {
  'invalid-request': {
    title: 'Check what you entered',
    next: 'Correct the marked fields and press again.',
  },
  'malformed-body': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it happens again, tell a manager.',
  },
  'body-too-large': { title: 'That is too long', next: 'Shorten it and press again.' },
  'unsupported-media-type': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it happens again, tell a manager.',
  },
  'malformed-request': {
    title: 'The request could not be read',
    next: 'Reload the page and try again. If it happens again, tell a manager.',
  },
  'request-timeout': {
    title: 'The request did not arrive in time',
    next: 'Check your connection, and press again.',
  },
  'address-too-long': {
    title: 'The address is too long',
    next: 'Shorten the search or the filter, then try again.',
  },
  'headers-too-large': {
    title: 'Your browser sent too much data',
    next: 'Delete the cookies of this site, then sign in again.',
  },
  'wrong-credentials': {
    title: 'Email or password is wrong.',
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
    title: 'The code is wrong or already used',
    next: 'Wait for the next code of your app. Without your phone, use a recovery code.',
  },
  'step-up-needed': {
    title: 'Confirm it’s you again',
    next: 'Enter a code to go on.',
  },
  'two-factor-required': {
    title: 'Set up two-factor sign-in first',
    next: 'Connect an authenticator app; then you can start.',
  },
  'invitation-ended': {
    title: 'This link was used or has expired',
    next: 'Ask a manager for a new one.',
  },
  'email-taken': {
    title: 'Another account has this email address',
    next: 'Use another address, or find that account in the list of staff.',
  },
  'own-account': {
    title: 'You can’t change your own access',
    next: 'Ask another manager.',
  },
  'last-manager': {
    title: 'The shop needs at least one manager',
    next: 'Make another person a manager first.',
  },
  'over-ceiling': {
    title: 'Over today’s refund limit',
    next: 'Lower the amount or ask a manager. The limit resets at midnight.',
  },
  forbidden: { title: 'You don’t have permission', next: 'Ask a manager.' },
  'foreign-origin': {
    title: 'Blocked: the request came from another address',
    next: 'Open the desk’s own address and try again.',
  },
  'not-found': {
    title: 'Not found',
    next: 'Check the address or look in the list.',
  },
  'payment-not-found': {
    title: 'Neither the desk nor Toss knows this payment',
    next: 'Check the order number.',
  },
  'operation-not-found': {
    title: 'Operation not found',
    next: 'Look at the payment’s history.',
  },
  'payment-busy': {
    title: 'Another operation on this payment is in progress',
    next: 'Try again when it ends.',
  },
  'stale-view': {
    title: 'Something changed',
    next: 'Review the changes and press again.',
  },
  'audit-broken': {
    title: 'The audit log is damaged',
    next: 'No checkpoint was made. Verify the log to see where, and keep the data file as it is.',
  },
  'no-receipt': {
    title: 'No confirmation yet',
    next: 'Open it again when the refund is complete.',
  },
  'operation-moved': {
    title: 'The status of the operation changed',
    next: 'It was refreshed. Review it and press again. If it looks wrong, tell a manager.',
  },
  'bulk-moved': {
    title: 'The status of the bulk refund changed',
    next: 'It was refreshed. Review it and press again. If it looks wrong, tell a manager.',
  },
  'month-moved': {
    title: 'The month changed',
    next: 'Its figures were refreshed. Review them and press again.',
  },
  'changes-gone': {
    title: 'There is no going on from here',
    next: 'Start again from the beginning. Events are kept for 30 days.',
  },
  'settlement-off': {
    title: 'Importing the settlement is off',
    next: 'The operator can switch it on in the server’s settings.',
  },
  'events-off': {
    title: 'Webhooks are switched off',
    next: 'Switch them on and press again. The operator can change the server’s settings.',
  },
  'push-off': {
    title: 'Phone notifications are switched off',
    next: 'Look at To do instead. The operator can change the server’s settings.',
  },
  'mail-off': {
    title: 'The desk has no mail server',
    next: 'Copy the link and send it yourself. The operator can set a mail server up.',
  },
  'mail-refused': {
    title: 'The mail server did not take the mail',
    next: 'Check the address and send it again, or copy the link and send it yourself.',
  },
  'token-refunds-off': {
    title: 'Refunds by tokens are switched off',
    next: 'Nothing was refunded. The operator can change the server’s settings.',
  },
  'cautions-not-accepted': {
    title: 'This refund needs a second look',
    next: 'Nothing was refunded. If it is right, send it again with its cautions in acceptCautions.',
  },
  'bulk-total': {
    title: 'The total doesn’t match the refunds',
    next: 'Check the selected orders and enter the total again.',
  },
  'approval-mismatch': {
    title: 'What you were approving is not what is recorded',
    next: 'Reload and check the amount and reason before approving. If it happens again, don’t approve; tell another manager.',
  },
  'second-person-needed': {
    title: 'The requester can’t do this',
    next: 'Ask another manager.',
  },
  'requester-barred': {
    title: 'The requester can no longer refund',
    next: 'It was not approved. Decline it; someone who can refund may request it again.',
  },
  'approver-held': {
    title: 'Your account or the requester’s changed recently, so you can’t approve yet',
    next: 'Ask another manager. If it is urgent, the wait can be lifted on the server.',
  },
  'sole-manager-waits': {
    title: 'Another manager left less than 24 hours ago, so you can’t do it alone yet',
    next: 'Ask another manager, or wait the 24 hours. If it is urgent, lift the wait on the server.',
  },
  'too-early': {
    title: 'Not possible yet',
    next: 'Try again later. If it is urgent, talk to another manager.',
  },
  'operation-id-reused': {
    title: 'That number belongs to another request',
    next: 'Close this and start again.',
  },
  'approval-over-ceiling': {
    title: 'This would exceed today’s limit of the requester or the shop',
    next: 'It still awaits approval. Approve it tomorrow, or decline it and have someone else request it.',
  },
  'over-remaining': {
    title: 'More than the remaining amount',
    next: 'You can refund up to the remaining amount.',
  },
  'parts-mismatch': {
    title: 'The tax parts do not add up to the refund',
    next: 'Adjust automatically or correct them and press again.',
  },
  'items-mismatch': {
    title: 'The chosen items do not fit the refund',
    next: 'Choose the items again, or refund by amount.',
  },
  'over-items': {
    title: 'Some of these items are already refunded, or being refunded',
    next: 'Check how many are left and choose again.',
  },
  'not-refundable': {
    title: 'This payment cannot be refunded now',
    next: 'Check its latest status.',
  },
  'no-bank-transfer': {
    title: 'No transfer can be recorded on this payment',
    next: 'Toss can refund it, or nothing remains. Nothing was recorded.',
  },
  'bank-transfer-moved': {
    title: 'Already handled',
    next: 'Another manager was first. Check the current status.',
  },
  'not-cancelable': {
    title: 'This payment cannot be canceled now',
    next: 'If it has been paid, refund it.',
  },
  'not-executable': {
    title: 'This payment can’t be captured now',
    next: 'Check its latest status.',
  },
  'too-many-requests': { title: 'Too many requests', next: 'Wait a moment and try again.' },
  'desk-busy': {
    title: 'The desk is busy and did nothing',
    next: 'Try again in a moment. If it continues, tell a manager.',
  },
  'toss-rejected': {
    title: 'Toss declined it',
    next: 'See Toss’s answer below. Check the status, correct it and try again.',
  },
  'toss-credentials': {
    title: 'Toss does not accept the shop’s API key',
    next: 'A manager has to check the key.',
  },
  'toss-unreachable': {
    title: 'Toss was not reached',
    next: 'You can try again in a moment. If it continues, call Toss at 1599-4905.',
  },
  'toss-busy': {
    title: 'Too many calls to Toss are waiting',
    next: 'You can press again in a moment. If it continues, tell a manager.',
  },
  'toss-unclear': {
    title: 'Toss’s response is not clear yet',
    next: 'Check the status again in a moment.',
  },
  'toss-lost-answer': {
    title: 'We are checking the result',
    next: 'It is checked again automatically. If it takes long, see To do.',
  },
  'not-ready': { title: 'The desk is starting', next: 'Try again in a few seconds.' },
  'no-leader': {
    title: 'The desk is moving to another computer',
    next: 'Press again in a few seconds. If it stays like this for a minute, tell a manager.',
  },
  'leader-lost': {
    title: 'The desk moved to another computer before it answered',
    next: 'It may have been done: check the payment’s status in a few seconds. The same capture, cancellation or refund never goes out twice. If it stays like this for a minute, tell a manager.',
  },
  'file-damaged': {
    title: 'The data file is damaged',
    next: 'No money moves and nothing is recorded until a backup is restored. Don’t press again; tell a manager.',
  },
  'storage-failed': {
    title: 'The desk could not use its disk',
    next: 'The same capture, cancellation or refund never goes out twice. Tell a manager the number below.',
  },
  internal: {
    title: 'Something went wrong',
    next: 'Check the payment’s status first. Tell a manager the number below.',
  },
};

const toss: Copy<(typeof problemsKo)['toss']> = {
  REFUND_EXCEED_DAILY: {
    title: 'Over Toss’s refund limit for today',
    next: 'The limit is updated every 3 minutes and recomputed at 01:00. Try then, or ask about a deposit.',
  },
  REFUND_ALREADY_REFUNDED: {
    title: 'Toss says it is already fully refunded',
    next: 'It is checked automatically. Don’t press again.',
  },
  REFUND_REFUND_NO_DUPLICATE: {
    title: 'This refund number has been processed',
    next: 'It is being checked. Nothing new is sent.',
  },
  REFUND_PENDING_SUCCESS: {
    title: 'It will be refunded after bank maintenance',
    next: 'Toss is processing it. Don’t press again.',
  },
  COMMON_REFUND_ERROR: {
    title: 'Toss can’t process it now',
    next: 'It takes about 15 minutes until it is certain that it was not refunded. Also check the refund period (1 year) and settlement.',
  },
  INACTIVE_USER: {
    title: 'The buyer has left Toss',
    next: 'Once it is confirmed as not refunded, transfer the money to the buyer’s account and record the transfer on the payment.',
  },
  CORE_USER_ERROR: {
    title: 'The buyer’s Toss data cannot be checked',
    next: 'The buyer should call Toss, then try again.',
  },
  COMMON_ASSET_GET_ACCOUNT_ERROR: {
    title: 'The buyer’s Toss account may be blocked',
    next: 'The buyer should call Toss, then try again.',
  },
  TRANSACTION_PENDING_ERROR: {
    title: 'Another operation is in progress',
    next: 'It is checked again automatically. After 10 minutes call Toss at 1599-4905.',
  },
  TRANSACTION_NOT_FOUND: {
    title: 'Toss did not find the transaction',
    next: 'Check the payment’s status again.',
  },
  CANCEL_IMPOSSIBLE_STATUS: {
    title: 'Toss says it cannot be canceled',
    next: 'If it has been paid you can refund it. See the latest status.',
  },
  PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS: {
    title: 'Toss says it cannot be canceled',
    next: 'If it has been paid you can refund it. See the latest status.',
  },
  PAY_EXPIRED: {
    title: 'The time to pay is over',
    next: 'Once it is certain that it was not paid, create a new payment and send it to the buyer.',
  },
  PAY_ALREADY_COMPLETED: {
    title: 'Already paid',
    next: 'It is checked automatically. Don’t press again.',
  },
  PAY_ITS_NOT_ABLE_TO_PAY: { title: 'It cannot be paid now', next: 'See the latest status.' },
  PAY_UNAUTHORIZED: {
    title: 'This key may not handle the payment',
    next: 'A manager has to check the shop’s API key.',
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
    title: 'A payment with this order number is in progress',
    next: 'Use that one, or another order number.',
  },
  COMMON_INVALID_API_KEY: {
    title: 'Toss does not accept the shop’s API key',
    next: 'A manager has to check the key.',
  },
  COMMON_INVALID_PARAMETER: {
    title: 'Toss does not accept a value',
    next: 'See Toss’s answer, correct it and try again.',
  },
  COMMON_PAY_ERROR: {
    title: 'Toss reported a payment error',
    next: 'Ask the buyer to pay again only once it is certain that it was not paid.',
  },
  COMMON_NOT_ENOUGH_CASH: {
    title: 'The buyer’s balance is too low',
    next: 'The buyer has to top up or choose another method.',
  },
  COMMON_EXCEED_LIMIT: {
    title: 'Over the buyer’s limit',
    next: 'The buyer has to choose another method or check the limit.',
  },
  COMMON_BREAK_TIME_OF_BANK: {
    title: 'The bank is under maintenance',
    next: 'Once it is certain that it was not done, try again after the maintenance.',
  },
  COMMON_TEMP_DENIAL_ERROR: {
    title: 'Toss denies it for the moment',
    next: 'Try again only once it is certain that it was not done.',
  },
  COMMON_SIGN_FAILED_CS_CALL: {
    title: 'Toss could not verify the request',
    next: 'Call Toss at 1599-4905.',
  },
  COMMON_TIMEOUT: {
    title: 'We are checking the result',
    next: 'Don’t press again. It is checked automatically.',
  },
  COMMON_SYSTEM_ERROR: {
    title: 'We are checking the result',
    next: 'Don’t press again. It is checked automatically.',
  },
  COMMON_PAY_NOT_FOUND: {
    title: 'Toss didn’t find the payment',
    next: 'It is checked automatically. If it continues, call Toss at 1599-4905.',
  },
  COMMON_INVALID_PAY: {
    title: 'Toss can’t use this payment',
    next: 'Check the payment’s latest status.',
  },
  PAYMENT_UNDER_CONSTRUCTION: {
    title: 'Toss is under maintenance',
    next: 'Once it is certain that it was not done, try again after the maintenance.',
  },
  ACCOUNT_DOMAIN_ERROR: {
    title: 'Toss couldn’t check the buyer’s account',
    next: 'Try again only once it is certain that it was not done.',
  },
  COMMON_EXCEED_SPECIFIC_BANK_LIMIT: {
    title: 'Over the limit of the buyer’s bank',
    next: 'The buyer has to choose another account or method.',
  },
  PAY_FAIL_IN_FDS_USER: {
    title: 'Toss blocked it as suspicious',
    next: 'The buyer has to call Toss at 1599-4905.',
  },
  CARD_NOT_FOUND_PAYMENT: {
    title: 'Toss didn’t find the card payment',
    next: 'Check the payment’s latest status. If it continues, call Toss at 1599-4905.',
  },
  CARD_NOT_FOUND_REGISTER: {
    title: 'The buyer’s card is not registered at Toss',
    next: 'The buyer has to register it again or choose another method.',
  },
  CANCEL_ALREADY_CANCELED: {
    title: 'Toss says it was canceled already',
    next: 'Whether it really was is checked automatically. Don’t press again.',
  },
  CANCEL_INVALID_PARAMETER: {
    title: 'Toss doesn’t accept this cancellation',
    next: 'Read Toss’s answer, change the reason and try again.',
  },
  REFUND_REQUIRED_AMOUNT: {
    title: 'Toss says the amount to refund is missing',
    next: 'Check the amount and try again.',
  },
  REFUND_NO_TAXFREE_ON_COMPLEX_TAX: {
    title: 'The tax-free part of a mixed-tax payment is missing',
    next: 'Check the tax split and try again.',
  },
  REFUND_UNKNOWN_ERROR: {
    title: 'We are checking the result',
    next: 'Don’t press again. It is checked automatically.',
  },
  DISCOUNT_REFUND_LIMIT_AMOUNT: {
    title: 'This amount of a discounted payment can’t be refunded',
    next: 'Only what is left without the discount can go back. Refund less, or all that is left.',
  },
  INVALID_DISCOUNT: {
    title: 'The buyer can’t use this discount',
    next: 'The buyer has to leave it out or choose another one.',
  },
  COUPON_ASSIGN_FAIL: {
    title: 'Toss couldn’t apply the coupon',
    next: 'The buyer has to pay again without it.',
  },
};

export const problemsEn: Copy<typeof problemsKo> = {
  codes,
  toss,
  unknownToss: 'Toss declined: {{message}}',
  unreachable: {
    title: 'Couldn’t reach the desk',
    next: 'Check your internet connection. It refreshes automatically.',
  },
  serverFault: {
    title: 'The desk’s server has a problem',
    next: 'Your internet is fine. Try again in a moment. If it continues, tell a manager.',
  },
  afterLead: 'Reload in a few seconds to see. If it stays like this for a minute, tell a manager.',
  whoHelps: 'If it continues, tell a manager the number below.',
  unexpected: {
    title: 'Something went wrong on this page',
    next: 'Reload and try again. If it happens again, tell a manager.',
  },
  effect: {
    'not-applied': 'No money moved.',
    unknown: 'We don’t know yet whether money moved. Don’t press again.',
  },
  notDone: 'Nothing was done. This request moved no money.',
  notBefore: 'Available from {{when}}. If it is urgent, talk to another manager.',
  tossSaid: 'Toss: “{{message}}”',
  requestId: 'Request {{id}}',
  refusals: {
    'not-permitted': 'You don’t have permission.',
    'operation-open': 'Available when the current operation ends.',
    'unknown-status': 'The desk does not know this status, so nothing can be sent.',
    'missing-at-toss': 'Toss doesn’t have this payment.',
    'not-read-since-restore': 'Not checked with Toss since the backup was restored.',
    'not-waiting-for-shop': 'The buyer has to authenticate first.',
    'already-paid': 'Already paid.',
    'already-canceled': 'Already canceled.',
    'not-paid': 'Not paid yet.',
    'being-charged': 'Available when the charge is complete.',
    'refund-in-progress': 'You can refund again when the current refund ends.',
    'nothing-left': 'Fully refunded. Nothing remains.',
    'refund-period-over': 'The refund period (1 year) is over.',
    'toss-forbids': 'Toss does not allow it now.',
  },
};
