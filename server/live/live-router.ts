/** `GET /api/events`: the event stream (SSE). */
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
  /** Limit of open streams, far above one per browser of a shop. */
  maxStreams?: number;
}

export interface Live {
  /** For `AppDeps.apiRouters`. */
  router: (callers: RequestHandler) => Router;
  /** Announces a change of a payment's lease; it is not stored as an event. */
  announceLease(payToken: string): void;
  openStreams(): number;
  lag(): StreamLag;
  /** The queue of streams that are catching up. */
  replays: LineState;
  /** Ends all streams; call it before closing the server, which waits for them. */
  close(): void;
}

const DEFAULT_MAX_STREAMS = 2000;
/** The client opens one per browser; a person may use several browsers. */
const MOST_PER_PERSON = 20;
/** Each may cost a replay: all of a person's browsers may reconnect six times a minute. */
const OPENED_A_MINUTE = 6 * MOST_PER_PERSON;

/** Where a stream resumes: `Last-Event-ID`, or `?after=` for a client that can't set headers. */
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
      // A slow reader would keep the connection open, so it is cut with the data unread.
      if (response.writableLength > 0) response.destroy();
      else response.end();
    },
  };
}

/** The owner of a stream. */
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
    // A browser that reconnects while the desk drains would delay its end.
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
    // HEAD has no body to stream.
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
