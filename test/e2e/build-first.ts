import { build } from '../../server/commands/build.ts';

/**
 * Builds the desk, because the browser tests run it as `npm start` does. A failed build is reported
 * by build.test.ts: thrown here, it would keep every other test of the project from running.
 */
export async function setup(): Promise<void> {
  // The test runner's value would build the development version of React into dist/.
  const { NODE_ENV: before } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ ifStale: true });
  } catch (error) {
    console.error(error);
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
