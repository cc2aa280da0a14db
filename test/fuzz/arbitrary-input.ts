/** Values that a schema accepts, or nearly: generated from the JSON Schema that zod makes of it. */
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** The part of JSON Schema that the tables of shared/ use. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/**
 * `$payToken:3` and the like: replaced by something that the desk knows when the request is sent.
 */
const known = (pool: string) => fc.nat({ max: 19 }).map((n) => `$${pool}:${n}`);

const mostly = <T>(often: Arbitrary<T>, seldom: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ arbitrary: often, weight: 4 }, { arbitrary: seldom, weight: 1 });

const text: Arbitrary<string> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom('단순 변심', '콘솔에서 확인했어요', "O'Neil & Söhne", '<b>굵게</b>', '%s%n'),
);

/** Interesting values for fields of this name, whatever their schema says. */
const byName: Readonly<Record<string, Arbitrary<unknown>>> = {
  payToken: known('payToken'),
  orderNo: mostly<string>(known('orderNo'), fc.stringMatching(/^[A-Za-z0-9_.:^@-]{1,50}$/)),
  operationId: mostly<string>(fc.uuid({ version: 4 }), known('operation')),
  id: known('id'),
  amount: mostly(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 40_000 })),
  seenRefunded: mostly<unknown>(fc.constant('$refunded'), fc.integer({ min: 0, max: 1000 })),
  seenAmount: fc.constantFrom(35_000, 35_001),
  seenStatus: fc.constantFrom('PAY_STANDBY', 'PAY_APPROVED', 'PAY_COMPLETE'),
  seenVersion: fc.nat({ max: 20 }),
};

function stringOf({ format, pattern, minLength = 0, maxLength = 100 }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid({ version: 4 });
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') {
    const [min, max] = [new Date('2020-01-01'), new Date('2030-01-01')];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const fits = (one: string) => one.length >= minLength && one.length <= maxLength;
  if (pattern !== undefined) {
    try {
      const matching = fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
      // Some patterns turn out to be unsupported only when a sample is drawn.
      fc.sample(matching, { numRuns: 1, seed: 1 });
      return matching;
    } catch {
      // A pattern that fast-check doesn't support: any text, which is validated like all others.
    }
  }
  return text.map((one) => one.padEnd(minLength, 'x').slice(0, Math.max(minLength, maxLength)));
}

function objectOf({ properties = {}, required = [] }: Schema): Arbitrary<unknown> {
  const arbitraries = Object.entries(properties).map(
    ([name, schema]) => [name, byName[name] ?? valueOf(schema)] as const,
  );
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [...required] as never[] });
}

function valueOf(schema: Schema): Arbitrary<unknown> {
  const { enum: listed, anyOf, oneOf, allOf, items, minItems = 0, maxItems = 5 } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (listed !== undefined) return fc.constantFrom(...listed);
  const choices = anyOf ?? oneOf ?? allOf;
  if (choices !== undefined) return fc.oneof(...choices.map(valueOf));
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return fc.array(items === undefined ? fc.anything() : valueOf(items), {
        minLength: minItems,
        maxLength: Math.min(maxItems, Math.max(5, minItems)),
      });
    case 'integer':
    case 'number': {
      const [min, max] = [schema.minimum ?? 0, schema.maximum ?? 1_000_000];
      return fc.integer({ min: Math.max(min, -1e9), max: Math.min(max, 1e9) });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return stringOf(schema);
    case undefined:
    default:
      return text;
  }
}

/** @param schema of params, a query or a body */
export function arbitraryInput(schema: z.ZodType): Arbitrary<unknown> {
  return valueOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
}
