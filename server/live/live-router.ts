/** `GET /api/events`: what changed, as it changes. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Authenticate } from '../http/authenticate.ts';
import { callerOf, requireCaller } from '../http/mount-routes.ts';
import { limitPerson } from '../http/rate-limits.ts';
import { nameRoute } from '../http/request-state.ts';
import { requireTwoFactor } from '../http/second-factor.ts';
import type { Logger } from '../log.ts';
import type { EventFeed } from '../storage/events.ts';
import { createPerPerson } from '../per-person.ts';
import type { LineState } from '../waiting-line.ts';
import { eventHub, type StreamClient, type StreamLag } from './event-hub.ts';

export interface LiveDeps {
  events: EventFeed;
  authenticate: Authenticate;
  clock: Clock;
  log: Logger;
  /** Streams at once; one more is refused. Far above one per browser of a shop. */
  maxStreams?: number;
}

export interface Live {
  /** For `AppDeps.apiRouters`. */
  router: (callers: RequestHandler) => Router;
  /** Tells everybody, though it is kept nowhere, that a payment's lease has changed. */
  announceLease(payToken: string): void;
  openStreams(): number;
  lag(): StreamLag;
  /** Streams that are being caught up, or wait for it. */
  replays: LineState;
  /** Ends all streams; call it before the server's own close, which waits for them. */
  close(): void;
}

const DEFAULT_MAX_STREAMS = 2000;
/** One per browser is what the desk's pages open; a person may have a good many of them. */
const MOST_PER_PERSON = 20;
/** Each costs a replay: all of a person's browsers may come back six times a minute. */
const OPENED_A_MINUTE = 6 * MOST_PER_PERSON;

/** Where a stream resumes: `Last-Event-ID`, or `?after=` for a caller that can't set headers. */
function resumeFrom(request: Request): number | null {
  const text = request.get('last-event-id') ?? request.query['after'];
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function streamClient(response: Response, isStillValid: () => boolean): StreamClient {
  return {
    write: (frame) => {
      response.write(frame);
    },
    backlogBytes: () => response.writableLength,
    isStillValid,
    end: () => {
      // A slow reader never takes the rest, so the connection is cut with what it still holds.
      if (response.writableLength > 0) response.destroy();
      else response.end();
    },
  };
}

/** What a stream needs of whoever asks for it. */
interface Follower {
  staffId: string;
  isStillValid: () => boolean;
}

/** @throws AppError forbidden, two-factor-required */
function followerOf(request: Request): Follower {
  const caller = callerOf(request);
  const { actor } = caller;
  if (actor.type !== 'staff') throw new AppError('forbidden');
  requireTwoFactor(actor);
  return { staffId: actor.id, isStillValid: () => caller.isStillValid() };
}

/** The event stream over the given feed. */
export function liveRouter(deps: LiveDeps): Live {
  const hub = eventHub(deps.events, deps.clock, deps.log);
  const maxStreams = deps.maxStreams ?? DEFAULT_MAX_STREAMS;
  const openStreams = createPerPerson(MOST_PER_PERSON);
  let closed = false;

  function requireRoom(staffId: string): void {
    // A browser that comes back while the desk drains would hold up its end.
    if (closed) throw new AppError('not-ready');
    openStreams.requireRoom(staffId);
    if (hub.size() >= maxStreams) throw new AppError('too-many-requests');
  }

  const follow: RequestHandler = (request, response) => {
    const { staffId, isStillValid } = followerOf(request);
    requireRoom(staffId);
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    // A stream without a body would never begin.
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.socket?.setNoDelay(true);
    const client = streamClient(response, isStillValid);
    const countOut = openStreams.count(staffId);
    response.once('close', () => {
      countOut();
      hub.leave(client);
    });
    hub.join(client, resumeFrom(request));
  };

  return {
    router: (callers) => {
      const router = express.Router();
      const identify = requireCaller(deps.authenticate, { background: true });
      const path = '/api/events';
      router.get(path, nameRoute(path), identify, callers, limitPerson(OPENED_A_MINUTE), follow);
      return router;
    },
    announceLease: (payToken) => hub.announceLease(payToken),
    openStreams: () => hub.size(),
    lag: () => hub.lag(),
    replays: hub.replays,
    close: () => {
      closed = true;
      hub.close();
    },
  };
}
