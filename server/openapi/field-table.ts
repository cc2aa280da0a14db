/** Renders a request schema as an HTML table, one row per field. */
import { z } from 'zod';
import { escapeHtml } from '../http/escape-html.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

interface FieldLine {
  name: string;
  type: string;
  needed: boolean;
  rules: string;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

/** The branches of a union, or the schema itself. */
function branchesOf(schema: JsonSchema): JsonSchema[] {
  return (schema.oneOf ?? schema.anyOf ?? [schema]).filter(isSchema);
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const branches = branchesOf(schema);
  if (branches[0] !== schema) return [...new Set(branches.map(typeOf))].join(' | ');
  if (schema.type === 'array') return isSchema(schema.items) ? `${typeOf(schema.items)}[]` : '[]';
  return String(schema.format ?? schema.type ?? 'any');
}

function bounds(unit: string, least: number | undefined, most: number | undefined): string[] {
  // The limits of safe integers are no rule of this field.
  const shown = (n: number | undefined) => n !== undefined && Math.abs(n) < Number.MAX_SAFE_INTEGER;
  return [
    ...(shown(least) ? [`≥ ${String(least)}${unit}`] : []),
    ...(shown(most) ? [`≤ ${String(most)}${unit}`] : []),
  ];
}

function rulesOf(schema: JsonSchema): string {
  const patterns = [schema, ...(schema.allOf ?? []).filter(isSchema)].flatMap(({ pattern }) =>
    // The rule against control characters applies to every text.
    pattern === undefined || pattern.includes('p{Cc}') ? [] : [pattern],
  );
  return [
    ...bounds('자', schema.minLength, schema.maxLength),
    ...bounds('', schema.minimum, schema.maximum),
    ...bounds('개', schema.minItems, schema.maxItems),
    ...patterns,
  ].join(' · ');
}

function linesOf(schema: JsonSchema, prefix = ''): FieldLine[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]): FieldLine[] => {
    if (!isSchema(field)) return [];
    const name = prefix + key;
    const needed = schema.required?.includes(key) ?? false;
    const line = { name, type: typeOf(field), needed, rules: rulesOf(field) };
    return [line, ...linesOf(field, `${name}.`)];
  });
}

function tableOf(schema: JsonSchema): string {
  const rows = linesOf(schema).map(
    ({ name, type, needed, rules }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${needed ? ' <b class="need">필수</b>' : ''}</td>` +
      `<td>${escapeHtml(type)}</td><td class="soft">${escapeHtml(rules)}</td></tr>`,
  );
  return `<div class="wide" tabindex="0"><table class="fields"><tbody>
${rows.join('\n')}</tbody></table></div>`;
}

/** One table per branch of the schema. @param title such as "Body" */
export function fieldTable(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const tables = branchesOf(json).map(tableOf);
  const or = '<p class="soft">또는 or</p>';
  return `<h4>${escapeHtml(title)}</h4>${tables.join(`\n${or}\n`)}`;
}
