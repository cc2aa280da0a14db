/** Serves the browser's files: hashed assets cached forever, `index.html` for every page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { FIRST_ANSWERS_ID } from '../../shared/first-page.ts';
import { escapeHtml } from './escape-html.ts';
import type { FirstPage, MakeFirstPage } from './first-page.ts';

/** Data in the page before anybody signs in. */
export interface PageMeta {
  mode: 'test' | 'live';
  sandbox: boolean;
  /** Returns the present name. */
  shopName: () => string;
}

/** A hashed name always means the same file. Everything else is `no-store`, as all answers are. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const asFiles = { index: false, redirect: false, cacheControl: false } as const;

/** Encodings of the build's compressed files, smallest first, with their file name extensions. */
const packings = { br: '.br', gzip: '.gz' } as const;
const encodings = Object.keys(packings) as (keyof typeof packings)[];

/**
 * Serves a file in the form that the build compressed: smaller than compression per request could
 * make it, and without its cost. Other files are served as they are.
 */
function packedAssets(dir: string): RequestHandler {
  const names = new Set(existsSync(dir) ? readdirSync(dir) : []);
  return (request, response, next) => {
    const name = request.path.slice(1);
    const there = encodings.filter((encoding) => names.has(name + packings[encoding]));
    if (there.length > 0) {
      response.vary('Accept-Encoding');
      const encoding = there.find((one) => request.acceptsEncodings(one) === one);
      if (encoding !== undefined) {
        response.type(extname(name));
        response.setHeader('Content-Encoding', encoding);
        request.url = `/${name}${packings[encoding]}`;
      }
    }
    next();
  };
}

function assets(dir: string): RequestHandler {
  return express.static(dir, {
    ...asFiles,
    setHeaders: (response) => {
      response.setHeader('Cache-Control', FOR_EVER);
    },
  });
}

function withMeta(html: string, { mode, sandbox }: PageMeta, shopName: string): string {
  const meta = JSON.stringify({ mode, sandbox, shopName });
  const tag = `<meta name="changgu" content='${escapeHtml(meta)}'>`;
  // A function, because `$` in a shop's name is special in a replacement string.
  return html.replace('</head>', () => `  ${tag}\n  </head>`);
}

/** The page with the rendered frame, and the answers in a script element that no browser runs. */
function withFirstPage(html: string, { frame, answers, after }: FirstPage): string {
  const attributes = Object.entries(frame.attributes)
    .map(([name, value]) => `${name}="${escapeHtml(value)}"`)
    .join(' ');
  const named = `id="${FIRST_ANSWERS_ID}" data-after="${String(after)}"`;
  const data = `<script type="application/json" ${named}>${answers}</script>`;
  return html
    .replace('<html lang="ko">', () => `<html ${attributes}>`)
    .replace('<div id="root"></div>', () => `<div id="root">${frame.html}</div>\n    ${data}`);
}

/** Around the outline of the sign-in. */
const DOOR = /<template id="door">|<\/template>/;
const SESSION = /\bsession_token=/;

interface Pages {
  shopName: string;
  html: string;
  /** Shows at once where the sign-in will be. */
  signedOut: string;
}

function pagesOf(built: string, meta: PageMeta, shopName: string): Pages {
  const [before = '', door = '', after = ''] = built.split(DOOR);
  const html = withMeta(before.trimEnd() + after, meta, shopName);
  const root = `<div id="root">${door.trim()}</div>`;
  return { shopName, html, signedOut: html.replace('<div id="root"></div>', () => root) };
}

/** Paths that are never pages, so that a mistyped one gets an error. */
const notPages = /^\/(api|assets|toss|checkout|healthz|readyz|metrics)(\/|$)/i;

/** @param dir the client's build; if it is missing, pages say how to build it */
export function clientPages(dir: string, meta: PageMeta, firstPage: MakeFirstPage): Router {
  const router = express.Router();
  const index = join(dir, 'index.html');
  if (existsSync(dir)) {
    const hashed = join(dir, 'assets');
    router.use('/assets', packedAssets(hashed), assets(hashed));
    router.use(express.static(dir, asFiles));
  }
  let pages: Pages | null = null;
  router.use(async (request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || notPages.test(request.path) || !request.accepts('html')) {
      next();
      return;
    }
    const shopName = meta.shopName();
    if (pages?.shopName !== shopName && existsSync(index)) {
      pages = pagesOf(readFileSync(index, 'utf8'), meta, shopName);
    }
    if (pages === null) {
      response.status(503).type('text/plain; charset=utf-8');
      response.send('화면이 아직 만들어지지 않았어요. The pages are not built: npm run build\n');
      return;
    }
    const first = await firstPage(request, response);
    const { html, signedOut } = pages;
    const plain = SESSION.test(request.headers.cookie ?? '') ? html : signedOut;
    response.type('html').send(first === null ? plain : withFirstPage(html, first));
  });
  return router;
}
