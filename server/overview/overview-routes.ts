/** 개요: today and a span of days in figures. */
import type { Overview } from '../../shared/api.ts';
import { route, type Route } from '../http/endpoint.ts';
import type { Storage } from '../storage/storage.ts';
import { readSpan, type DaySpan } from './day-span.ts';
import { readOverview } from './read-overview.ts';

/** `/api/overview` */
export function overviewRoutes(storage: Storage): Route[] {
  const { clock } = storage;
  const going = new Map<string, Promise<Overview>>();
  let last: Promise<unknown> = Promise.resolve();

  /**
   * A change has everybody ask at once: who asks for the same meanwhile gets the same, and other
   * spans come one after the other, so that no number of them takes the desk's time or memory.
   */
  const read = (span: DaySpan): Promise<Overview> => {
    const key = `${span.from} ${span.to}`;
    const same = going.get(key);
    if (same !== undefined) return same;
    const begun = last
      .then(() => readOverview(storage, span, clock.nowIso()))
      .finally(() => going.delete(key));
    going.set(key, begun);
    last = begun.catch(() => undefined);
    return begun;
  };

  return [
    route('GET /api/overview', async ({ query }) => ({
      status: 200,
      body: await read(readSpan(query, clock.nowIso())),
    })),
  ];
}
