/** A desk with a live key, whose Toss is a sandbox all the same. */
import { startTestDesk, type RunningDesk } from './start-desk.ts';
import { startTestSandbox } from './start-sandbox.ts';

const LIVE_KEY = 'sk_live_changgu_test_0123';

/** What a live key refuses to be shortened. */
export const LIVE_TIMES = {
  RECONCILE_SCALE: '1',
  POLL_SCALE: '1',
  SETTLE_MS: '900000',
  TOSS_TIMEOUT_MS: '15000',
};

/** Its `close` closes the sandbox, too. */
export async function startLiveDesk(): Promise<RunningDesk> {
  const sandbox = await startTestSandbox({ apiKey: LIVE_KEY });
  const desk = await startTestDesk({ sandbox, env: { ...LIVE_TIMES, TOSS_API_KEY: LIVE_KEY } });
  return {
    ...desk,
    close: async () => {
      await desk.close();
      await sandbox.close();
    },
  };
}
