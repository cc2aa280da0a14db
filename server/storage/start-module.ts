import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Whether this runs from the built bundle. */
export const isBuilt = !import.meta.url.endsWith('.ts');

/**
 * Starts a module of server/ in a thread: a file beside the server bundle when built, otherwise the
 * TypeScript source.
 * @param source its path below server/storage/, without an ending; its last part names the built
 *   file
 */
export function startModule(
  source: string,
  workerData: unknown,
  transferList: WorkerOptions['transferList'] = [],
): Worker {
  if (isBuilt) {
    const name = source.slice(source.lastIndexOf('/') + 1);
    return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData, transferList });
  }
  // The TypeScript loader of this thread isn't active in a worker, so register it there.
  const module = new URL(`./${source}.ts`, import.meta.url).href;
  const program = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(module)});
  });`;
  return new Worker(program, { eval: true, workerData, transferList });
}
