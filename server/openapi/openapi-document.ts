/** The API as an OpenAPI 3.1 document. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { cautionCodes } from '../../shared/caution.ts';
import { isTitled, textRules, type TextRule } from '../../shared/personal-fields.ts';
import { problems } from '../../shared/problem.ts';
import { describedEndpoints, type Described, type DescribedEndpoint } from './described.ts';

type Document = ReturnType<typeof createDocument>;

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
    cautions: z.array(z.enum(cautionCodes)).optional(),
    tossErrorCode: z.string().optional(),
    tossMessage: z.string().optional(),
    ceiling: z
      .object({ scope: z.enum(['person', 'shop']), ceilingWon: z.int(), usedWon: z.int() })
      .optional(),
  })
  .meta({ id: 'Problem' });

const meanings: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Recorded; not ended yet',
  204: 'Done, nothing to say',
};

function responsesOf(endpoint: DescribedEndpoint): ZodOpenApiResponsesObject {
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
        : { description, content: { [endpoint.file ?? 'application/json']: { schema } } };
  }
  return responses;
}

const whoMay: Readonly<Partial<Record<DescribedEndpoint['who'], string>>> = {
  staff: 'Anybody signed in.',
  session: 'Anybody with a session, even one that opens nothing else yet.',
  anybody: 'Anybody.',
};

function describe({ who, stepUp }: DescribedEndpoint): string {
  const may = whoMay[who] ?? `Needs the permission \`${who}\`.`;
  return stepUp === true
    ? `${may} Asks whoever has a second factor for a fresh one: \`step-up-needed\`.`
    : may;
}

function securityOf({ who, token }: DescribedEndpoint) {
  if (who === 'anybody') return [];
  return token === undefined ? [{ session: [] }] : [{ session: [] }, { token: [token] }];
}

function operationOf({ key, endpoint }: Described): ZodOpenApiOperationObject {
  const { params, query, body } = endpoint;
  return {
    operationId: key.replace(/[^A-Za-z]+/g, '-').toLowerCase(),
    summary: endpoint.summary,
    description: describe(endpoint),
    security: securityOf(endpoint),
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: body } },
      },
    }),
    responses: responsesOf(endpoint),
  };
}

const masks: Readonly<Record<Exclude<TextRule, false>, string>> = {
  hidden: 'Hidden from viewers.',
  masked: 'Numbers and e-mail addresses are masked for viewers.',
  query: 'Numbers and e-mail addresses in what it looks for are masked for viewers.',
  title: 'Numbers and e-mail addresses are masked for viewers.',
};

/** Says of each field of the schemas in `part` what viewers see of it. */
function describeMasks(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const { properties } = part as { properties?: Record<string, { description?: string }> };
  for (const [name, field] of Object.entries(properties ?? {})) {
    const rule = textRules.get(name) ?? false;
    const isShown = rule === false || (rule === 'title' && !isTitled(properties ?? {}));
    if (!isShown) field.description = masks[rule];
  }
  for (const inner of Object.values(part)) describeMasks(inner);
}

/** @param version the desk's version, shown as the API's */
export function openApiDocument(version: string): Document {
  const paths: ZodOpenApiPathsObject = {};
  for (const entry of describedEndpoints()) {
    const path = entry.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: operationOf(entry) };
  }
  const document = createDocument({
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
  describeMasks(document.components?.schemas);
  for (const path of Object.values(document.paths ?? {})) {
    for (const { responses } of Object.values(path)) describeMasks(responses);
  }
  return document;
}
