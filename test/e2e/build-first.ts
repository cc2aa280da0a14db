import { build } from '../../server/commands/build.ts';

/**
 * The browser tests meet the desk as `npm start` runs it. A build that fails is the finding of
 * build.test.ts: thrown here, it would keep every other test of the project from running.
 */
export async function setup(): Promise<void> {
  try {
    await build({ ifStale: true });
  } catch (error) {
    console.error(error);
  }
}
