import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import express, { type RequestHandler, type Router } from 'express';
import { nameRoute } from '../http/request-state.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi-document.ts';

/** Compression by encoding, smallest result first. */
const packings = {
  // A higher quality would block the process for a second.
  br: (text: string) =>
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text: string) => gzipSync(text),
  identity: (text: string) => text,
};
const encodings = Object.keys(packings) as (keyof typeof packings)[];

/** Renders the page once, and compresses it once per requested encoding. */
function packedPage(type: string, make: () => string): RequestHandler {
  let text: string | null = null;
  const packed = new Map<string, string | Buffer>();
  return (request, response) => {
    const encoding =
      encodings.find((name) => request.acceptsEncodings(name) === name) ?? 'identity';
    text ??= make();
    const body = packed.get(encoding) ?? packings[encoding](text);
    packed.set(encoding, body);
    response.vary('Accept-Encoding').type(type);
    if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
    response.send(body);
  };
}

/** `/api/openapi.json` and `/api/docs`. */
export function openApiPages(version: string): Router {
  const router = express.Router();
  const pages = [
    ['/api/openapi.json', 'json', () => JSON.stringify(openApiDocument(version))],
    ['/api/docs', 'html', () => docsPage(version)],
  ] as const;
  for (const [path, type, make] of pages) {
    router.get(path, nameRoute(path), packedPage(type, make));
  }
  return router;
}
