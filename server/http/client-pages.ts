/** The browser's files: hashed assets for ever, `index.html` for every page of the desk. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { escapeHtml } from './escape-html.ts';

/** What the page knows before anybody signs in. */
export interface PageMeta {
  mode: 'test' | 'live';
  sandbox: boolean;
  shopName: string;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** `index.html` with `<meta name="changgu">` in its head. */
function withMeta(html: string, meta: PageMeta): string {
  const tag = `<meta name="changgu" content='${escapeHtml(JSON.stringify(meta))}'>`;
  // A function, because `$` in a shop's name would mean something in a replacement text.
  return html.replace('</head>', () => `  ${tag}\n  </head>`);
}

/** Paths that are never pages, so a mistyped one is told as an error. */
const notPages = /^\/(api|assets|toss|checkout|healthz|readyz|metrics)(\/|$)/i;

/** @param dir the client's build; without one, pages say how to make it */
export function clientPages(dir: string, meta: PageMeta): Router {
  const router = express.Router();
  const index = join(dir, 'index.html');
  if (existsSync(dir)) {
    router.use(
      '/assets',
      express.static(join(dir, 'assets'), { immutable: true, maxAge: YEAR_MS, index: false }),
    );
    router.use(express.static(dir, { index: false, maxAge: 0, redirect: false }));
  }
  let page: string | null = null;
  router.use((request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || notPages.test(request.path) || !request.accepts('html')) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    if (page === null && existsSync(index)) page = withMeta(readFileSync(index, 'utf8'), meta);
    if (page === null) {
      response.status(503).type('text/plain; charset=utf-8');
      response.send('화면이 아직 만들어지지 않았어요. The pages are not built: npm run build\n');
      return;
    }
    response.type('html').send(page);
  });
  return router;
}
