/** A line on which a person's keys are faster than the desk's answers. */
import type { Browser, BrowserContext } from 'playwright-core';

/** Each call waits for at least and at most so long, and each script for at most a part of it. */
const CALL_MS = { least: 300, most: 1000 };
const SCRIPT_MS = { least: 0, most: 200 };

/** The event stream is left alone: news that comes first is a case of its own. */
const CALLS = /\/api\/(?!events(?:$|\?))/;
const SCRIPTS = /\/assets\/[^/]+\.js$/;

async function slowDown(context: BrowserContext): Promise<void> {
  let asked = 0;
  const hold = (pattern: RegExp, { least, most }: { least: number; most: number }) =>
    context.route(pattern, async (route) => {
      asked += 1;
      // Never in order, and the same ones in each run.
      const ms = least + ((asked * 7919) % (most - least));
      await new Promise((resolve) => setTimeout(resolve, ms));
      // The page may have been left in the meantime.
      await route.continue().catch(() => undefined);
    });
  await hold(CALLS, CALL_MS);
  await hold(SCRIPTS, SCRIPT_MS);
}

/** Every page of this browser from now on is at the end of such a line. */
export function onSlowLine(browser: Browser): Browser {
  const open = browser.newContext.bind(browser);
  browser.newContext = async (...options) => {
    const context = await open(...options);
    await slowDown(context);
    return context;
  };
  return browser;
}
