/** A person's own browsers that get Web Push: list, add this one, remove one. */
import type { Answer, HandlerInput } from '../../shared/api.ts';
import { PUSH_DEVICES_AT_MOST, PUSH_ENDPOINT_MAX } from '../../shared/push.ts';
import { requireAddress, type AddressRules, type ResolveName } from '../allowed-address.ts';
import type { Deps } from '../deps.ts';
import { AppError, refuseField } from '../errors.ts';
import { route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import { appendAudit } from '../storage/audit.ts';
import { staffActor } from '../storage/events.ts';
import {
  addSubscription,
  bindSubscription,
  findSubscriptionAt,
  isSessionThere,
  noteTold,
  subscriptionsOf,
} from '../storage/push-subscriptions.ts';
import type { PushSubscriptionRow } from '../storage/schema.ts';
import { forgetBrowser } from './forget-browsers.ts';
import { parcelOf } from './push-message.ts';
import type { PushKey } from './push-key.ts';
import { waitingApprovals } from './waiting-approvals.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

export interface PushRoutesDeps {
  deps: Deps;
  /** `null`: the operator has pushes off. */
  key: PushKey | null;
  subject: string;
  rules: AddressRules;
  resolve: ResolveName;
}

type Body = HandlerInput<'PUT /api/me/push'>['body'];
type Devices = Answer<'GET /api/me/push'>;

function shown(row: ResultOf<typeof subscriptionsOf>[number], sessionId: string) {
  return {
    id: row.id,
    agent: row.agent,
    createdAt: row.created_at,
    current: row.held_by === sessionId,
    paused: row.held_by === null,
    lastSentAt: row.last_sent_at,
    failure: row.failure,
    failedAt: row.failed_at,
  };
}

/** @throws AppError invalid-request where the key is no point of the curve */
function requireKeys({ endpoint, keys }: Body, subject: string, key: PushKey): void {
  try {
    parcelOf({ endpoint, ...keys }, '{}', { subject, key });
  } catch {
    const detail = 'is no public key of a browser';
    throw refuseField({ pointer: '/keys/p256dh', code: 'wrong-format', params: {}, detail });
  }
}

type Removed = Pick<PushSubscriptionRow, 'id' | 'endpoint' | 'staff_id'>;

/** Call inside a transaction. */
function* remove(
  { id, endpoint, staff_id: staffId }: Removed,
  { staff, cause, at }: { staff: StaffOnDuty; cause: 'person' | 'replaced'; at: string },
): Unit<void> {
  yield* forgetBrowser({ id, endpoint, staffId }, { at, actor: staffActor(staff), cause });
}

/** Adds this browser in place of any other of the session; it is told what waits from now on. */
function* subscribe(
  { deps }: PushRoutesDeps,
  { body, endpoint, staff }: { body: Body; endpoint: string; staff: StaffOnDuty },
): Unit<void> {
  // It may have ended while the address was checked.
  if (!(yield* isSessionThere(staff.sessionId))) throw new AppError('not-signed-in');
  const at = deps.clock.nowIso();
  const there = yield* findSubscriptionAt(endpoint);
  const isOwn = there?.staff_id === staff.id;
  if (body.again === true && !isOwn) {
    throw new AppError('not-found', 'This browser was not told of approvals for this person');
  }
  const binding = { session_id: staff.sessionId, ...body.keys, language: body.language, at };
  const others = (yield* subscriptionsOf(staff.id, at)).filter(({ id }) => id !== there?.id);
  // A session is of one browser, so an older one of this session is this browser's former one.
  const former = others.filter(({ held_by: sessionId }) => sessionId === staff.sessionId);
  const foreign = there === undefined || isOwn ? [] : [there];
  for (const row of [...former, ...foreign]) {
    yield* remove(row, { staff, cause: 'replaced', at });
  }
  const id = isOwn ? there.id : deps.random.uuid();
  if (isOwn) {
    yield* bindSubscription(id, binding);
    // What began to wait since is told.
    if (there.session_id === staff.sessionId) return;
  } else {
    if (others.length - former.length >= PUSH_DEVICES_AT_MOST) {
      const params = { max: PUSH_DEVICES_AT_MOST };
      const detail = `There are ${String(PUSH_DEVICES_AT_MOST)} browsers already`;
      throw refuseField({ pointer: '/endpoint', code: 'too-many', params, detail });
    }
    yield* addSubscription({ ...binding, id, staff_id: staff.id, endpoint });
    const detail = { subscriptionId: id, to: new URL(endpoint).origin };
    yield* appendAudit({ at, actor: staffActor(staff), action: 'push-added', detail });
  }
  const subjects = (yield* waitingApprovals(deps.clock.nowMs())).map(({ subject }) => subject);
  yield* noteTold(id, subjects, subjects);
}

export function pushRoutes(given: PushRoutesDeps): Route[] {
  const { deps, key, subject } = given;
  const { storage, clock } = deps;
  const devicesOf = ({ id, sessionId }: StaffOnDuty): Devices => ({
    on: key !== null,
    publicKey: key?.publicKey ?? null,
    items: storage.read(subscriptionsOf(id, clock.nowIso())).map((row) => shown(row, sessionId)),
  });
  return [
    route('GET /api/me/push', (_input, { actor }) => ({
      status: 200,
      body: devicesOf(staffOf(actor)),
    })),
    route('PUT /api/me/push', async ({ body }, { actor }) => {
      if (key === null) throw new AppError('push-off');
      const staff = staffOf(actor);
      const { rules, resolve } = given;
      const how = { rules, resolve, longest: PUSH_ENDPOINT_MAX, pointer: '/endpoint' };
      const endpoint = await requireAddress(body.endpoint, how);
      requireKeys(body, subject, key);
      await storage.transact(() => subscribe(given, { body, endpoint, staff }));
      return { status: 200, body: devicesOf(staff) };
    }),
    route('DELETE /api/me/push/:id', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      const id = params.id.toLowerCase();
      await storage.transact(function* () {
        const at = clock.nowIso();
        const row = (yield* subscriptionsOf(staff.id, at)).find((one) => one.id === id);
        if (row === undefined) throw new AppError('not-found', 'There is no such browser');
        yield* remove(row, { staff, cause: 'person', at });
      });
      return { status: 200, body: devicesOf(staff) };
    }),
  ];
}
