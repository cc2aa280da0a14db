/** A desk with a live key, which talks to a sandbox all the same. */
import { startTestDesk, type RunningDesk } from './start-desk.ts';
import { startTestSandbox } from './start-sandbox.ts';

const LIVE_KEY = 'sk_live_changgu_test_0123';

/** The times that a desk with a live key does not let anybody shorten. */
export const LIVE_TIMES = {
  RECONCILE_SCALE: '1',
  POLL_SCALE: '1',
  SETTLE_MS: '900000',
  TOSS_TIMEOUT_MS: '15000',
};

/** Starts it; `close` closes the sandbox, too. */
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
