/** `GET /api/changes`: the same events for whoever prefers to ask. */
import { AppError } from '../errors.ts';
import { JsonText, route, type Route } from '../http/endpoint.ts';
import { pageChanges } from '../storage/outbox.ts';
import type { Storage } from '../storage/storage.ts';

const DEFAULT_LIMIT = 50;

/** @param on whether the operator has switched events on */
export function changesRoutes({ read }: Storage, on: boolean): Route[] {
  return [
    route('GET /api/changes', ({ query }) => {
      if (!on) throw new AppError('events-off');
      const { after: given, limit = DEFAULT_LIMIT } = query;
      const found = read(pageChanges({ after: given, limit }));
      if (found === null) throw new AppError('changes-gone');
      const { bodies, after, more } = found;
      const rest = JSON.stringify({ after, more }).slice(1);
      return { status: 200, body: new JsonText(`{"items":[${bodies.join(',')}],${rest}`) };
    }),
  ];
}
