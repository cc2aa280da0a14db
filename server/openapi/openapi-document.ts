/** The endpoint table as an OpenAPI 3.1 document. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { endpoints, type Endpoint } from '../../shared/api.ts';
import { problems } from '../../shared/problem.ts';

type Document = ReturnType<typeof createDocument>;

/** One endpoint of the table with its method and path apart. */
export interface TableEntry {
  key: string;
  method: string;
  path: string;
  endpoint: Endpoint;
}

/** The table in its own order. */
export function tableEntries(): TableEntry[] {
  return Object.entries(endpoints).map(([key, endpoint]) => {
    const [method = '', path = ''] = key.split(' ');
    return { key, method, path, endpoint };
  });
}

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(Object.keys(problems)),
    effect: z.enum(['not-applied', 'unknown']),
    errors: z
      .array(
        z.object({
          pointer: z.string(),
          code: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])),
          detail: z.string(),
        }),
      )
      .optional(),
    tossErrorCode: z.string().optional(),
    tossMessage: z.string().optional(),
  })
  .meta({ id: 'Problem' });

const meanings: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Recorded; not ended yet',
  204: 'Done, nothing to say',
};

function responsesOf(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {
    default: {
      description: 'A problem (RFC 9457); `effect` says whether money may have moved',
      content: { 'application/problem+json': { schema: problem } },
    },
  };
  for (const [status, schema] of Object.entries(endpoint.answers)) {
    const description = meanings[status] ?? 'Done';
    responses[status as '200'] =
      schema instanceof z.ZodUndefined
        ? { description }
        : { description, content: { 'application/json': { schema } } };
  }
  return responses;
}

function operationOf({ key, endpoint }: TableEntry): ZodOpenApiOperationObject {
  const { params, query, body, who, token } = endpoint;
  return {
    operationId: key.replace(/[^A-Za-z]+/g, '-').toLowerCase(),
    summary: endpoint.summary,
    description: who === 'staff' ? 'Anybody signed in.' : `Needs the permission \`${who}\`.`,
    security: token === undefined ? [{ session: [] }] : [{ session: [] }, { token: [token] }],
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: responsesOf(endpoint),
  };
}

/** @param version the desk's version, shown as the API's */
export function openApiDocument(version: string): Document {
  const paths: ZodOpenApiPathsObject = {};
  for (const entry of tableEntries()) {
    const path = entry.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: operationOf(entry) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: '창구 Changgu',
      version,
      description:
        'Money in integer won, instants in ISO-8601 UTC. Requests that change something need ' +
        "the desk's own Origin, or a service token.",
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'changgu.session_token' },
        token: { type: 'http', scheme: 'bearer', description: 'A service token, cgt_…' },
      },
    },
  });
}
