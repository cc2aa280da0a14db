/**
 * What is really mounted: records every router that Express creates, and its stack. A desk does not
 * expose its application, and a stack does not contain its mount path.
 */
import express from 'express';

interface Route {
  path: string | readonly string[];
  stack: { method?: string }[];
}

interface Layer {
  route?: Route;
}

type Stacked = ((...given: never[]) => unknown) & { stack: Layer[] };

interface Mount {
  parent: Stacked;
  path: string;
  children: Stacked[];
}

export interface MountedRoutes {
  /** `'METHOD /path'` of every route, sorted. */
  routes(): string[];
  /** Paths with mounted middleware that is no router of routes, sorted. */
  prefixes(): string[];
  stop(): void;
}

/** The part of Express's router that is recorded; `this` is the router itself. */
interface Prototype {
  use(this: Stacked, ...given: unknown[]): unknown;
  route(this: Stacked, path: string): unknown;
}

function isStacked(value: unknown): value is Stacked {
  return typeof value === 'function' && Array.isArray((value as Partial<Stacked>).stack);
}

function pathsOf(first: unknown): string[] {
  const paths = [first].flat();
  return paths.every((path): path is string => typeof path === 'string') ? paths : ['/'];
}

const joined = (prefix: string, path: string) => `${prefix}${path}`.replace(/\/+/g, '/');

/** The mount paths of a router; an unnamed one is mounted at the root, or called by hand. */
function prefixesOf(router: Stacked, mounts: readonly Mount[]): string[] {
  const above = mounts.filter(({ children }) => children.includes(router));
  if (above.length === 0) return [''];
  return above.flatMap(({ parent, path }) =>
    prefixesOf(parent, mounts).map((prefix) => joined(prefix, path).replace(/\/$/, '')),
  );
}

function routesOf(router: Stacked, mounts: readonly Mount[]): string[] {
  return prefixesOf(router, mounts).flatMap((prefix) =>
    router.stack.flatMap(({ route }) =>
      route === undefined
        ? []
        : [route.path].flat().flatMap((path) => {
            const methods = new Set(route.stack.map(({ method }) => method ?? 'all'));
            return [...methods].map((one) => `${one.toUpperCase()} ${joined(prefix, path)}`);
          }),
    ),
  );
}

/** Records from now on; start the desk after this. */
export function listenToRouters(): MountedRoutes {
  const prototype = (express.Router as unknown as { prototype: Prototype }).prototype;
  const { use, route } = prototype;
  const routers = new Set<Stacked>();
  const mounts: Mount[] = [];
  prototype.use = function (...given) {
    const children = given.flat(3).filter(isStacked);
    for (const path of pathsOf(given[0])) mounts.push({ parent: this, path, children });
    return use.apply(this, given);
  };
  prototype.route = function (path) {
    routers.add(this);
    return route.call(this, path);
  };
  return {
    routes: () => [...new Set([...routers].flatMap((one) => routesOf(one, mounts)))].sort(),
    prefixes: () =>
      [
        ...new Set(
          mounts
            .filter(({ path }) => path !== '/')
            .flatMap(({ parent, path }) =>
              prefixesOf(parent, mounts).map((prefix) => joined(prefix, path)),
            ),
        ),
      ].sort(),
    stop: () => Object.assign(prototype, { use, route }),
  };
}
