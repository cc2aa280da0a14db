/**
 * Every text field of the API is classified: it holds personal data of a buyer and is masked, or it
 * doesn't.
 */
import { expect, it } from 'vitest';
import { accessOf } from '../../server/access-records/access-of.ts';
import { openApiDocument } from '../../server/openapi/openapi-document.ts';
import { endpoints, type EndpointKey } from '../../shared/api.ts';
import { paymentFieldsWhere } from '../../shared/payment.ts';
import { textRules } from '../../shared/personal-fields.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  description?: string;
}

interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>
  >;
  components: { schemas: Record<string, Schema> };
}

const describedApi = () => openApiDocument('0') as unknown as Document;

/** Whether it can hold free text: not an enum, an instant or a number of the desk's. */
function isText(schema: Schema): boolean {
  if (schema.enum !== undefined || schema.const !== undefined) return false;
  // A schema without a type allows anything.
  const isOpen = Object.keys(schema).every((key) => key === 'description');
  const isString = [schema.type].flat().includes('string');
  return isOpen || (isString && !['date-time', 'uuid'].includes(schema.format ?? ''));
}

/** The names of the fields that hold texts. @param seen components that were visited */
function textsOf(schema: Schema, name: string, api: Document, seen = new Set<string>()): string[] {
  const { $ref, properties = {}, additionalProperties, items } = schema;
  if ($ref !== undefined) {
    const id = $ref.split('/').at(-1) ?? '';
    if (seen.has(id)) return [];
    return textsOf(api.components.schemas[id] ?? {}, name, api, seen.add(id));
  }
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((some) => some ?? []);
  const others = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  const same = [...branches, ...others, ...(items === undefined ? [] : [items])];
  return [
    // A response without fields is a file: its own tests check it.
    ...(isText(schema) && name !== '' ? [name] : []),
    ...same.flatMap((inner) => textsOf(inner, name, api, seen)),
    ...Object.entries(properties).flatMap(([key, inner]) => textsOf(inner, key, api, seen)),
  ];
}

/** The text fields in the JSON responses of an endpoint, or of all. */
function answeredTexts(api: Document, key?: string): Set<string> {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      // The `default` response is a problem, which has no fields of the endpoint's own.
      replies: Object.entries(operation.responses).filter(([status]) =>
        key === undefined ? true : status !== 'default',
      ),
    })),
  );
  const asked = operations.filter((operation) => key === undefined || operation.key === key);
  const schemas = asked
    .flatMap(({ replies }) => replies)
    .flatMap(([, { content = {} }]) =>
      Object.entries(content).filter(([type]) => type.endsWith('json')),
    );
  return new Set(schemas.flatMap(([, { schema }]) => textsOf(schema, '', api)));
}

const undecided = (api: Document) => [...answeredTexts(api)].filter((name) => !textRules.has(name));

it('every text field is classified, and every classified field exists', () => {
  const api = describedApi();
  expect(undecided(api)).toEqual([]);
  const texts = answeredTexts(api);
  const unused = [...textRules].filter(([name, rule]) => rule !== false && !texts.has(name));
  expect(unused).toEqual([]);
});

it.each<[string, Schema]>([
  ['a text', { type: 'string' }],
  ['a text or nothing', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  ['a list of texts', { type: 'array', items: { type: 'string', format: 'email' } }],
  ['texts by name', { type: 'object', additionalProperties: { type: 'string' } }],
  ['anything', {}],
])('finds a new field of a payment: %s', (_name, schema) => {
  const before = new Set(undecided(describedApi()));
  const api = describedApi();
  const { properties } = api.components.schemas['Payment'] ?? {};
  Object.assign(properties ?? {}, { buyerContact: schema });
  expect(undecided(api).filter((name) => !before.has(name))).toEqual(['buyerContact']);
});

it('the description of the API says what is masked', () => {
  const { Payment, Operation, BulkRun, StaffEntry } = describedApi().components.schemas;
  expect(Payment?.properties?.['metadata']?.description).toMatch(/^Hidden from viewers/);
  expect(Operation?.properties?.['reason']?.description).toMatch(/masked for viewers/);
  expect(BulkRun?.properties?.['name']?.description).toMatch(/masked for viewers/);
  expect(StaffEntry?.properties?.['name']?.description).toBeUndefined();
  expect(Payment?.properties?.['orderNo']?.description).toBeUndefined();
});

it('every endpoint that shows personal data of a buyer writes an access record', () => {
  const api = describedApi();
  const personal = paymentFieldsWhere(({ personal }) => personal !== false);
  const shown = (Object.keys(endpoints) as EndpointKey[]).filter((key) => {
    const texts = answeredTexts(api, key);
    return personal.some((name) => texts.has(name));
  });
  expect(shown).toContain('GET /api/payments');
  expect(shown.filter((key) => accessOf[key] === null)).toEqual([]);
});
