/** 개요: today and a span of days in figures. */
import PQueue from 'p-queue';
import type { Overview } from '../../shared/api.ts';
import { route, type Route } from '../http/endpoint.ts';
import { createPerPerson } from '../per-person.ts';
import type { Storage } from '../storage/storage.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { readSpan, type DaySpan } from './day-span.ts';
import { readOverview } from './read-overview.ts';

/** Each takes a second or two at a million payments: nobody waits for more than these. */
const MOST_READS = 10;
/** A person who changes the span before the last one is there. */
const MOST_OF_ONE = 2;

/** `/api/overview` */
export function openOverview(storage: Storage): { routes: Route[]; line: LineState } {
  const { clock } = storage;
  const going = new Map<string, Promise<Overview>>();
  const line = createLine('overview', MOST_READS);
  const perPerson = createPerPerson(MOST_OF_ONE);
  const inTurn = new PQueue({ concurrency: 1 });

  /**
   * A change has everybody ask at once: who asks for the same meanwhile gets the same, and other
   * spans come one after the other, so that no number of them takes the desk's time or memory.
   */
  const read = (span: DaySpan, actorId: string): Promise<Overview> => {
    const key = `${span.from} ${span.to}`;
    const same = going.get(key);
    if (same !== undefined) return same;
    const inLine = () =>
      line.hold(() => inTurn.add(() => readOverview(storage, span, clock.nowIso())));
    const begun = perPerson.hold(actorId, inLine).finally(() => going.delete(key));
    going.set(key, begun);
    return begun;
  };

  return {
    line,
    routes: [
      route('GET /api/overview', async ({ query }, { actor }) => ({
        status: 200,
        body: await read(readSpan(query, clock.nowIso()), actor.id),
      })),
    ],
  };
}
