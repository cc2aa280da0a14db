import express, { type Router } from 'express';
import { nameRoute } from '../http/request-state.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi-document.ts';

/** `/api/openapi.json` and `/api/docs`, both made on the first request and kept. */
export function openApiPages(version: string): Router {
  const router = express.Router();
  let json: string | null = null;
  let page: string | null = null;
  router.get('/api/openapi.json', nameRoute('/api/openapi.json'), (_request, response) => {
    json ??= JSON.stringify(openApiDocument(version));
    response.type('json').send(json);
  });
  router.get('/api/docs', nameRoute('/api/docs'), (_request, response) => {
    page ??= docsPage(version);
    response.type('html').send(page);
  });
  return router;
}
