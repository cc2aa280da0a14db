/** The attempts on their way: a bounded number per endpoint, and one per payment at a time. */
import { TEST_TYPE } from '../../shared/webhook.ts';
import type { Storage } from '../storage/storage.ts';
import { dueDeliveries } from '../storage/webhook-deliveries.ts';
import type { Endpoint } from '../storage/webhook-endpoints.ts';
import type { LineState } from '../waiting-line.ts';
import type { Finished } from './apply-result.ts';
import { guardedPost, type PostDeps } from '../guarded-post.ts';
import { secretOf, signWebhook } from './sign-webhook.ts';
import type { ResultOf } from '../storage/unit.ts';

/** Attempts of one endpoint at a time. */
const PLACES = 16;
/** Attempts past their time-out that are still listened to, per endpoint. */
const LATE_PLACES = 32;

/** Former secrets that sign, too, however often somebody makes a new one. */
const FORMER_AT_MOST = 4;

interface Lane {
  /** `seq` → subject. */
  flying: Map<number, string>;
  busy: number;
  late: number;
}

type Due = ResultOf<typeof dueDeliveries>[number];

/** The headers of one attempt, by the specification. */
function headersOf(endpoint: Endpoint, due: Due, authSecret: string, nowMs: number) {
  const { id: endpointId, secret_no: no, former_no: former, former_until: until } = endpoint;
  const isRotating = until !== null && Date.parse(until) > nowMs;
  const seconds = Math.floor(nowMs / 1000);
  const oldest = isRotating ? Math.max(former ?? no, no - FORMER_AT_MOST) : no;
  const signatures = Array.from({ length: no - oldest + 1 }, (_, index) =>
    signWebhook(secretOf(authSecret, endpointId, no - index), {
      ...{ id: due.id, seconds, body: due.body },
    }),
  );
  return {
    'content-type': 'application/json',
    'user-agent': 'Changgu',
    'webhook-id': due.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

export interface LanesDeps extends PostDeps {
  storage: Storage;
  authSecret: string;
}

/**
 * @param onEnd gets each result; its place is taken until `leave`
 * @param onRoom called when an attempt past its time-out has given its place away
 */
export function createLanes(
  deps: LanesDeps,
  onEnd: (finished: Finished) => void,
  onRoom: () => void,
) {
  const { storage, clock, authSecret } = deps;
  const lanes = new Map<string, Lane>();

  function laneOf(id: string): Lane {
    const lane = lanes.get(id) ?? { flying: new Map(), busy: 0, late: 0 };
    lanes.set(id, lane);
    return lane;
  }

  function begin(endpoint: Endpoint, lane: Lane, { seq, subject, ...due }: Due): void {
    const { id: endpointId, url } = endpoint;
    let place: 'busy' | 'late' = 'busy';
    lane.flying.set(seq, subject);
    lane.busy += 1;
    const headers = headersOf(endpoint, { seq, subject, ...due }, authSecret, clock.nowMs());
    const onSlow = () => {
      if (lane.late >= LATE_PLACES) return;
      place = 'late';
      lane.busy -= 1;
      lane.late += 1;
      onRoom();
    };
    void guardedPost({ url, headers, body: due.body }, deps, onSlow).then((result) => {
      lane[place] -= 1;
      onEnd({ endpointId, seq, once: due.type === TEST_TYPE, result });
    });
  }

  return {
    /**
     * Begins what is due, as far as there are places.
     * @param most attempts to begin
     * @param now what is due until then, ISO UTC
     * @returns how many began, and whether more could
     */
    send: (endpoint: Endpoint, most: number, now: string): { begun: number; hasRoom: boolean } => {
      const lane = laneOf(endpoint.id);
      const { paused_until: until } = endpoint;
      const isPaused = until !== null && until > now;
      const room = Math.min(most, PLACES - lane.busy);
      if (isPaused || room <= 0) return { begun: 0, hasRoom: false };
      let begun = 0;
      const subjects = new Set(lane.flying.values());
      const limit = lane.flying.size + room;
      for (const due of storage.read(dueDeliveries(endpoint.id, now, limit))) {
        if (lane.flying.has(due.seq) || subjects.has(due.subject)) continue;
        subjects.add(due.subject);
        begin(endpoint, lane, due);
        begun += 1;
        if (begun === room) break;
      }
      return { begun, hasRoom: begun < room };
    },
    /** Its result is stored, so it is not taken for due any more. */
    leave: ({ endpointId, seq }: Finished) => laneOf(endpointId).flying.delete(seq),
    line: {
      name: 'webhooks',
      length: () => [...lanes.values()].reduce((sum, { flying }) => sum + flying.size, 0),
      // A full lane leaves the rest in the outbox, so nothing is turned away.
      refused: () => 0,
    } satisfies LineState,
  };
}
