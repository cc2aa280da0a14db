/** A slow network, on which a person's keys are faster than the desk's responses. */
import type { Browser, BrowserContext } from 'playwright-core';

/** Limits of each API call's delay, and of each script's. */
const CALL_MS = { least: 300, most: 1000 };
const SCRIPT_MS = { least: 0, most: 200 };

/** The event stream is not delayed: events that overtake a response are tested elsewhere. */
const CALLS = /\/api\/(?!events(?:$|\?))/;
const SCRIPTS = /\/assets\/[^/]+\.js$/;

async function slowDown(context: BrowserContext): Promise<void> {
  let asked = 0;
  const hold = (pattern: RegExp, { least, most }: { least: number; most: number }) =>
    context.route(pattern, async (route) => {
      asked += 1;
      // Out of order, and the same in each run.
      const ms = least + ((asked * 7919) % (most - least));
      await new Promise((resolve) => setTimeout(resolve, ms));
      // The page may have been closed meanwhile.
      await route.continue().catch(() => undefined);
    });
  await hold(CALLS, CALL_MS);
  await hold(SCRIPTS, SCRIPT_MS);
}

/** Puts every new page of this browser behind such a network. */
export function onSlowLine(browser: Browser): Browser {
  const open = browser.newContext.bind(browser);
  browser.newContext = async (...options) => {
    const context = await open(...options);
    await slowDown(context);
    return context;
  };
  return browser;
}
