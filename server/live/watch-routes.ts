import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';

/** Who looks at which payments; the poller has it. Entries lapse in 60 s. */
export interface Watch {
  watch(staffId: string, payTokens: string[]): void;
}

/** `POST /api/events/watch` */
export function watchRoutes(watch: Watch): Route[] {
  return [
    route('POST /api/events/watch', ({ body }, { actor }) => {
      if (actor.type !== 'staff') throw new AppError('forbidden');
      watch.watch(actor.id, body.payTokens);
      return { status: 204, body: undefined };
    }),
  ];
}
