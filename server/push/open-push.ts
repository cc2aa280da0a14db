/** Puts Web Push together: the routes, and notices in the background. */
import { resolveName, type ResolveName } from '../allowed-address.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import type { AttemptTimes } from '../guarded-post.ts';
import type { Route } from '../http/endpoint.ts';
import type { LineState } from '../waiting-line.ts';
import { createPushDispatcher } from './dispatcher.ts';
import { openPushKey } from './push-key.ts';
import { pushRoutes } from './push-routes.ts';
import { pushPauses, pushTimes } from './sender.ts';

/** Replaces times and names in tests. */
export interface PushBounds {
  times?: AttemptTimes;
  pauses?: readonly number[];
  resolve?: ResolveName;
}

export interface Push {
  routes: Route[];
  start: () => void;
  stop: () => Promise<void>;
  /** Empty while pushes are off. */
  lines: LineState[];
}

/** @param withAmounts whether the shop allows amounts in a notice */
export function openPush(
  { pushSubject: subject, dataDir, mode }: Config,
  deps: Deps,
  withAmounts: () => boolean,
  bounds: PushBounds = {},
): Push {
  const { times = pushTimes, pauses = pushPauses, resolve = resolveName } = bounds;
  const rules = { live: mode === 'live', allowed: [] };
  if (subject === null) {
    const routes = pushRoutes({ deps, key: null, subject: '', rules, resolve });
    return { routes, start: () => undefined, stop: () => Promise.resolve(), lines: [] };
  }
  const key = openPushKey(dataDir);
  const dispatcher = createPushDispatcher({
    ...{ deps, key, subject, rules, resolve, times, pauses, withAmounts },
  });
  return {
    routes: pushRoutes({ deps, key, subject, rules, resolve }),
    start: dispatcher.start,
    stop: dispatcher.stop,
    lines: [dispatcher.line],
  };
}
