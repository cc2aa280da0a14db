/** 알림 보내기: what the shop's own systems are told, and what became of it. */

/** The types of events. Each tells that something happened; what it means is in its data. */
export const outgoingTypes = [
  'payment.created',
  'payment.awaiting_execution',
  'payment.completed',
  'payment.canceled',
  'payment.expired',
  'payment.differs',
  'operation.awaiting_approval',
  'operation.succeeded',
  'operation.failed',
  'operation.needs_person',
  'refund.outside',
  'month.signed',
] as const;
export type OutgoingType = (typeof outgoingTypes)[number];

/** Sent on request to one endpoint; says nothing. */
export const TEST_TYPE = 'webhook.test';

/**
 * `off`: by a person. `gone`: the receiver answered 410. `failing`: nothing was delivered for three
 * days. Events of these wait until somebody switches the endpoint on again.
 */
export const endpointStates = ['on', 'off', 'gone', 'failing'] as const;
export type EndpointState = (typeof endpointStates)[number];

/** `skipped`: somebody switched the endpoint on again without it. */
export const deliveryStates = ['waiting', 'delivered', 'failed', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why the newest attempt of a delivery was no success. */
export const deliveryFailures = [
  /** The address leads where the desk sends nothing. */
  'address',
  /** Its name is not known to the name servers. */
  'name',
  'connection',
  'certificate',
  'time-out',
  'redirect',
  /** Any other status than 2xx. */
  'status',
] as const;
export type DeliveryFailure = (typeof deliveryFailures)[number];

/** Why an address is refused. */
export const addressFaults = ['form', 'login', 'plain-http', 'inside', 'unknown-name'] as const;
export type AddressFault = (typeof addressFaults)[number];

export const WEBHOOK_URL_MAX = 500;
export const ENDPOINTS_AT_MOST = 10;
/** The former secret signs, too, for so long after a new one was made. */
export const FORMER_SECRET_HOURS = 24;
/** How long events and deliveries are kept. */
export const OUTBOX_DAYS = 30;
/** Most events that one press sends again. */
export const AGAIN_AT_MOST = 5000;
