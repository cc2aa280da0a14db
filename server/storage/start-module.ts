import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Whether this runs from the built bundle. */
export const isBuilt = !import.meta.url.endsWith('.ts');

/**
 * Starts a module in a thread: from its TypeScript source or, when built, from the file of the same
 * name beside the server's bundle.
 * @param source its `.ts` file
 */
export function startModule(
  source: URL,
  workerData: unknown,
  transferList: WorkerOptions['transferList'] = [],
): Worker {
  if (isBuilt) {
    const name = source.pathname.replace(/^.*\/|\.ts$/g, '');
    return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData, transferList });
  }
  // The TypeScript loader of this thread isn't active in a worker, so register it there.
  const program = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(source.href)});
  });`;
  return new Worker(program, { eval: true, workerData, transferList });
}
