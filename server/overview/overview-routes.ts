/** 개요: figures of today and of a range of days. */
import PQueue from 'p-queue';
import type { Overview } from '../../shared/api.ts';
import { route, type Route } from '../http/endpoint.ts';
import { createPerPerson } from '../per-person.ts';
import type { Storage } from '../storage/storage.ts';
import { createLine, type LineState } from '../waiting-line.ts';
import { readSpan, type DaySpan } from './day-span.ts';
import { readOverview } from './read-overview.ts';

/** Each takes a second or two at a million payments, so a longer queue would wait too long. */
const MOST_READS = 10;
/** Lets a person change the range while the last one is still read. */
const MOST_OF_ONE = 2;

export function openOverview(storage: Storage): { routes: Route[]; line: LineState } {
  const { clock } = storage;
  const running = new Map<string, Promise<Overview>>();
  const line = createLine('overview', MOST_READS);
  const perPerson = createPerPerson(MOST_OF_ONE);
  const inTurn = new PQueue({ concurrency: 1 });

  /**
   * All open screens ask at once after a change. Requests for the same range share one read, and
   * different ranges run one after the other, which bounds time and memory.
   */
  const read = (span: DaySpan, actorId: string): Promise<Overview> => {
    const key = `${span.from} ${span.to}`;
    const shared = running.get(key);
    if (shared !== undefined) return shared;
    const inLine = () =>
      line.hold(() => inTurn.add(() => readOverview(storage, span, clock.nowIso())));
    const begun = perPerson.hold(actorId, inLine).finally(() => running.delete(key));
    running.set(key, begun);
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
