/** Detects everything that a text does in a browser besides being shown. */
import type { BrowserContext, Page } from 'playwright-core';
import { TRAP_HOST } from './payloads.ts';

export interface Watch {
  /** What ran, was requested or was opened, each as a sentence. */
  hits: string[];
  /** Violations of the Content Security Policy: a text that gets so far is a fault too. */
  violations: string[];
}

/** Watches every page of a context. @param origin of the desk; no other origin may be requested */
export async function watchPages(context: BrowserContext, origin: string): Promise<Watch> {
  const watch: Watch = { hits: [], violations: [] };
  await context.exposeBinding('toldPwned', ({ frame }, n: unknown) => {
    watch.hits.push(`pwn(${String(n)}) ran on ${frame.url()}`);
  });
  await context.exposeBinding('toldViolation', ({ frame }, what: unknown) => {
    watch.violations.push(`${String(what)} on ${frame.url()}`);
  });
  await context.addInitScript(() => {
    const told = globalThis as unknown as Record<string, (what: unknown) => void>;
    told.pwn = (n) => told.toldPwned?.(n);
    addEventListener('securitypolicyviolation', (event) => {
      told.toldViolation?.(`${event.violatedDirective} stopped ${event.blockedURI}`);
    });
  });
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      watch.hits.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  context.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(`${origin}/`) || /^(data|blob):/.test(url);
    if (!own || url.includes(TRAP_HOST)) watch.hits.push(`asked for ${url}`);
  });
  return watch;
}

/**
 * What is wrong on a page: texts that are not shown unchanged, and elements made of them.
 * @param within where the texts have to be, as a selector; elements may be nowhere
 */
export function faultsOf(page: Page, texts: readonly string[], within = 'html'): Promise<string[]> {
  const given = { expected: texts, scope: within };
  return page.evaluate(({ expected, scope }) => {
    const place = document.querySelector(scope);
    const readable: string[] = [place?.textContent ?? ''];
    const wrong: string[] = [];
    const alien = 'iframe, object, embed, base, marquee, math, template, noembed, video, audio';
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName;
      if (element.matches(alien)) wrong.push(`<${name}> in the page`);
      if (name === 'script' && !element.hasAttribute('src')) wrong.push('an inline script');
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith('on')) wrong.push(`<${name} ${attribute}>`);
        if (
          /^\s*(javascript|vbscript|data:text)/i.test(value) &&
          /href|src|action/.test(attribute)
        ) {
          wrong.push(`<${name} ${attribute}=${value.slice(0, 40)}>`);
        }
        if (place?.contains(element) !== true) continue;
        if (['title', 'aria-label', 'content'].includes(attribute)) readable.push(value);
      }
      if (place?.contains(element) !== true || !('value' in element)) continue;
      if (typeof element.value === 'string') readable.push(element.value);
    }
    for (const text of expected) {
      if (!readable.some((one) => one.includes(text))) {
        wrong.push(`does not show: ${JSON.stringify(text).slice(0, 300)}`);
      }
    }
    return wrong;
  }, given);
}
