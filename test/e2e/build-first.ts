import { build } from '../../server/commands/build.ts';

/**
 * The browser tests meet the desk as `npm start` runs it. A build that fails is the finding of
 * build.test.ts: thrown here, it would keep every other test of the project from running.
 */
export async function setup(): Promise<void> {
  // The test runner's own value would build React's development half into dist/.
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
