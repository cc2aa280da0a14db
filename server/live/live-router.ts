/** `GET /api/events`: what changed, as it changes. */
import express, { type Request, type Response, type Router } from 'express';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Authenticate } from '../http/authenticate.ts';
import { callerOf, requireCaller } from '../http/mount-routes.ts';
import { nameRoute } from '../http/request-state.ts';
import { requireTwoFactor } from '../http/second-factor.ts';
import type { EventFeed } from '../storage/events.ts';
import { eventHub, type StreamClient, type StreamLag } from './event-hub.ts';

export interface LiveDeps {
  events: EventFeed;
  authenticate: Authenticate;
  clock: Clock;
  /** Streams at once; one more is refused. Far above one per browser of a shop. */
  maxStreams?: number;
}

export interface Live {
  /** For `AppDeps.apiRouters`. */
  router: Router;
  /** Tells everybody, though it is kept nowhere, that a payment's lease has changed. */
  announceLease(payToken: string): void;
  openStreams(): number;
  lag(): StreamLag;
  /** Ends all streams; call it before the server's own close, which waits for them. */
  close(): void;
}

const DEFAULT_MAX_STREAMS = 2000;

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

/** The event stream over the given feed. */
export function liveRouter(deps: LiveDeps): Live {
  const hub = eventHub(deps.events, deps.clock);
  const maxStreams = deps.maxStreams ?? DEFAULT_MAX_STREAMS;
  let closed = false;
  const router = express.Router();
  router.get(
    '/api/events',
    nameRoute('/api/events'),
    requireCaller(deps.authenticate, { background: true }),
    (request, response) => {
      const caller = callerOf(request);
      if (caller.actor.type !== 'staff') throw new AppError('forbidden');
      requireTwoFactor(caller.actor);
      // A browser that comes back while the desk drains would hold up its end.
      if (closed) throw new AppError('not-ready');
      if (hub.size() >= maxStreams) throw new AppError('too-many-requests');
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
      const client = streamClient(response, () => caller.isStillValid());
      response.once('close', () => {
        hub.leave(client);
      });
      hub.join(client, resumeFrom(request));
    },
  );
  return {
    router,
    announceLease: (payToken) => {
      hub.announceLease(payToken);
    },
    openStreams: () => hub.size(),
    lag: () => hub.lag(),
    close: () => {
      closed = true;
      hub.close();
    },
  };
}
