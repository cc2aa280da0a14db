import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../shared/api.ts';
import { authEndpoints } from '../../shared/api-auth.ts';
import { problems } from '../../shared/problem.ts';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const described = [
  ...Object.keys(endpoints),
  ...Object.keys(authEndpoints),
  'GET /api/events',
] as const;

interface Operation {
  operationId: string;
  description: string;
  security: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, { schema: unknown }> };
  responses: Record<string, unknown>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

/** Every `$ref` of a document, at any depth. */
function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsOf(inner),
  );
}

function resolveRef(document: unknown, ref: string): unknown {
  let value = document;
  for (const step of ref.slice(2).split('/')) {
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  return value;
}

describe('the API describes itself', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  it('says which body may be left out', async () => {
    const document = (await (await desk.call('/api/openapi.json')).json()) as Document;
    const isNeeded = (path: string) => document.paths[path]?.['post']?.requestBody?.required;
    expect(isNeeded('/api/operations/{id}/approve')).toBe(true);
    expect(isNeeded('/api/operations/{id}/send-again')).toBe(false);
  });

  it('as OpenAPI 3.1 with every endpoint, signing in and the event stream', async () => {
    const response = await desk.call('/api/openapi.json');
    const document = (await response.json()) as Document;
    expect(document.openapi).toBe('3.1.0');
    const ids: string[] = [];
    for (const key of described) {
      const [method = '', path = ''] = key.split(' ');
      const braced = path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
      const operation = document.paths[braced]?.[method.toLowerCase()];
      expect(operation, key).toBeDefined();
      if (!operation) continue;
      ids.push(operation.operationId);
      expect(operation.responses).toHaveProperty('default');
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`).toSorted()).toEqual(
        [...braced.matchAll(/\{[A-Za-z]+\}/g)].map(([name]) => name).toSorted(),
      );
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.components.schemas['Payment']?.properties).toHaveProperty('payToken');
    for (const ref of refsOf(document)) expect(resolveRef(document, ref), ref).toBeDefined();
  });

  it('with who may call it, with which credentials, and what it answers', async () => {
    const { paths } = (await (await desk.call('/api/openapi.json')).json()) as Document;
    const of = (method: string, path: string) => paths[path]?.[method];
    expect(of('post', '/api/auth/sign-in/email')?.security).toEqual([]);
    expect(of('post', '/api/auth/second-factor')?.security).toEqual([{ session: [] }]);
    expect(of('post', '/api/payments')?.security).toEqual([{ session: [] }, { token: ['create'] }]);
    expect(of('put', '/api/settings')?.description).toContain('`settings.manage`');
    expect(of('put', '/api/settings')?.description).toContain('`step-up-needed`');
    expect(of('get', '/api/settings')?.description).not.toContain('step-up');
    const contentOf = (path: string) =>
      Object.keys((of('get', path)?.responses['200'] as { content: object }).content);
    expect(contentOf('/api/events')).toEqual(['text/event-stream']);
    expect(contentOf('/api/audit/export')).toEqual(['application/x-ndjson']);
    expect(contentOf('/api/settings')).toEqual(['application/json']);
  });

  it('as a page without scripts or external files', async () => {
    const response = await desk.call('/api/docs');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await response.text();
    expect(html).not.toMatch(/<script|src=|https?:\/\/(?!json-schema\.org)/);
    for (const key of described) expect(html).toContain(key.split(' ')[1]);
    // Every link of the index has a target, and signing in is described.
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(links.length).toBeGreaterThanOrEqual(described.length);
    for (const id of links) expect(html).toContain(`id="${id}"`);
    expect(html).toContain('/api/auth/sign-in/email');
    // A request is a table of fields: parts, kinds of operation, and constraints.
    expect(html).toContain('<code>parts.taxable</code> <b class="need">');
    expect(html).toContain('<code>seenStatus</code>');
    expect(html).toMatch(/<code>orderNo<\/code>[^\n]*≤ 50자/);
    for (const code of Object.keys(problems)) expect(html).toContain(`id="problem-${code}"`);
  });
});
