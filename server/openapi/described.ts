/** Everything with an API description: the endpoint table, sign-in, and the event stream. */
import { z } from 'zod';
import { endpoints } from '../../shared/api.ts';
import { authEndpoints, type AuthEndpoint } from '../../shared/api-auth.ts';
import type { Endpoint } from '../../shared/api-pieces.ts';

export interface DescribedEndpoint extends Omit<Endpoint, 'who'> {
  who: Endpoint['who'] | AuthEndpoint['who'];
}

/** An endpoint with its method and path. */
export interface Described {
  key: string;
  method: string;
  path: string;
  endpoint: DescribedEndpoint;
}

const streamEndpoints: Record<string, DescribedEndpoint> = {
  'GET /api/events': {
    summary:
      'What changed, as it changes: `payment` and `operation` carry `{payToken, operationId}` ' +
      'under an `id` to resume after, by `Last-Event-ID` or `after`; `lease` carries ' +
      '`{payToken}` and no id; `hello` and `reset` carry `{seq}`, and after `reset` everything ' +
      'that is shown must be asked for again',
    who: 'staff',
    file: 'text/event-stream',
    query: z.strictObject({ after: z.string().optional() }),
    answers: { 200: z.string() },
  },
};

/** In display order. */
export function describedEndpoints(): Described[] {
  const all = { ...authEndpoints, ...endpoints, ...streamEndpoints };
  return Object.entries<DescribedEndpoint>(all).map(([key, endpoint]) => {
    const [method = '', path = ''] = key.split(' ');
    return { key, method, path, endpoint };
  });
}
