import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';

/** Which payments a person has on screen, for the poller. Entries expire after 60 s. */
export interface Watch {
  watch(staffId: string, payTokens: string[]): void;
}

export function watchRoutes(watch: Watch): Route[] {
  return [
    route('POST /api/events/watch', ({ body }, { actor }) => {
      if (actor.type !== 'staff') throw new AppError('forbidden');
      watch.watch(actor.id, body.payTokens);
      return { status: 204, body: undefined };
    }),
  ];
}
