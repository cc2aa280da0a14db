/** 개발자: calls to Toss, callbacks from it, and the URLs of both sides. */
import { AppError, foreignCursor } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { findCallback, pageCallbacks } from '../storage/callback-pages.ts';
import type { Storage } from '../storage/storage.ts';
import type { CallRecorder } from './call-recorder.ts';
import { cutBody, maskBody } from './mask-body.ts';

const DEFAULT_LIMIT = 50;

export interface DeveloperFacts {
  publicUrl: string;
  tossBaseUrl: string;
  tossApiVersion: string;
  keyLast4: string;
  adoptCallbacks: boolean;
}

export function developerRoutes(
  storage: Storage,
  calls: CallRecorder,
  { publicUrl, tossBaseUrl, tossApiVersion, keyLast4, adoptCallbacks }: DeveloperFacts,
): Route[] {
  return [
    route('GET /api/developer', () => ({
      status: 200,
      body: {
        apiUrl: `${publicUrl}/api`,
        callbackUrl: `${publicUrl}/toss/callback`,
        tossBaseUrl,
        tossApiVersion,
        keyLast4,
        adoptsUnknown: adoptCallbacks,
      },
    })),
    route('GET /api/calls', ({ query }) => {
      const { cursor, limit, ...filter } = query;
      const page = calls.page(filter, { cursor, limit: limit ?? DEFAULT_LIMIT });
      if (page === 'foreign') throw foreignCursor();
      const shown = page ?? { items: [], nextCursor: null };
      const body = { ...shown, notKeptSince: calls.notKeptSince() };
      return { status: 200, body };
    }),
    route('GET /api/calls/:id', ({ params }) => {
      const call = calls.find(params.id);
      if (call === undefined) throw new AppError('not-found', 'No call with this number is kept');
      return { status: 200, body: call };
    }),
    route('GET /api/callbacks', ({ query }) => {
      const { cursor, limit, ...filter } = query;
      const page = pageCallbacks(storage, filter, { cursor, limit: limit ?? DEFAULT_LIMIT });
      if (page === null) throw foreignCursor();
      return { status: 200, body: page };
    }),
    route('GET /api/callbacks/:id', ({ params }) => {
      const found = findCallback(storage, params.id);
      if (found === undefined) throw new AppError('not-found', 'There is no such callback');
      const { body, ...head } = found;
      const shown = { ...head, body: cutBody(maskBody(body)) };
      return { status: 200, body: shown };
    }),
  ];
}
