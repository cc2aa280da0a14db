/** The browser's files: hashed assets for ever, `index.html` for every page of the desk. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { escapeHtml } from './escape-html.ts';

/** What the page knows before anybody signs in. */
export interface PageMeta {
  mode: 'test' | 'live';
  sandbox: boolean;
  /** As it is now. */
  shopName: () => string;
}

/** A hashed name never means another file. Everything else stays `no-store`, as all answers are. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const asFiles = { index: false, redirect: false, cacheControl: false } as const;

function assets(dir: string): RequestHandler {
  return express.static(dir, {
    ...asFiles,
    setHeaders: (response) => {
      response.setHeader('Cache-Control', FOR_EVER);
    },
  });
}

/** `index.html` with `<meta name="changgu">` in its head. */
function withMeta(html: string, { mode, sandbox }: PageMeta, shopName: string): string {
  const meta = JSON.stringify({ mode, sandbox, shopName });
  const tag = `<meta name="changgu" content='${escapeHtml(meta)}'>`;
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
    router.use('/assets', assets(join(dir, 'assets')));
    router.use(express.static(dir, asFiles));
  }
  let page: { shopName: string; html: string } | null = null;
  router.use((request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || notPages.test(request.path) || !request.accepts('html')) {
      next();
      return;
    }
    const shopName = meta.shopName();
    if (page?.shopName !== shopName && existsSync(index)) {
      page = { shopName, html: withMeta(readFileSync(index, 'utf8'), meta, shopName) };
    }
    if (page === null) {
      response.status(503).type('text/plain; charset=utf-8');
      response.send('화면이 아직 만들어지지 않았어요. The pages are not built: npm run build\n');
      return;
    }
    response.type('html').send(page.html);
  });
  return router;
}
