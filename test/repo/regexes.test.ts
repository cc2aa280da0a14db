/** Every regular expression of the product takes linear time, whatever text it is given. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoints, type Endpoint } from '../../shared/api.ts';
import { findSlowText } from '../support/slow-regex.ts';

const ROOT = join(import.meta.dirname, '../..');
/** CPU-bound, on a machine that may be busy. */
const LONG = { timeout: 120_000 };

/** Expressions that no untrusted text reaches, by file or by file and expression, and why. */
const outOfReach: Record<string, string> = {
  'server/config.ts': 'settings, which the operator makes',
  'server/toss/transport.ts': 'the address of Toss, a setting',
  'server/staff/recovery-codes.ts': 'put together from a number; cuts codes of its own',
  [String.raw`shared/won.ts /\B(?=(\d{3})+$)/g`]: 'the digits of a number',
  [String.raw`server/toss/json-object.ts /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g`]:
    'only what JSON.parse took: each quote begins or ends a string',
};

function regexesIn(file: string): { where: string; pattern: RegExp }[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const found: { where: string; pattern: RegExp }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      if (`${file} ${node.text}` in outOfReach) return;
      found.push({ where: `${file}:${line + 1}`, pattern: new RegExp(body, flags) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = ['server', 'shared', 'client'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${top}/${name}`)
    .filter((file) => !(file in outOfReach)),
);

/** The patterns of the endpoint table, including zod's own for instants, UUIDs and the like. */
function patternsOfTheTable(): string[] {
  const patterns = new Set<string>();
  const collect = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'pattern' && typeof inner === 'string') patterns.add(inner);
      else collect(inner);
    }
  };
  for (const endpoint of Object.values<Endpoint>(endpoints)) {
    for (const part of [endpoint.params, endpoint.query, endpoint.body]) {
      if (part) collect(z.toJSONSchema(part, { io: 'input', unrepresentable: 'any' }));
    }
  }
  return [...patterns];
}

describe('time', LONG, () => {
  const all = files.flatMap(regexesIn);

  it('of every expression that is written is linear', () => {
    expect(all.length).toBeGreaterThan(80);
    const slow = all.flatMap(({ where, pattern }) => {
      const text = findSlowText(pattern);
      return text === null ? [] : [`${where} ${String(pattern)} ${text}`];
    });
    expect(slow).toEqual([]);
  });

  it('of every pattern that a request is checked by is linear', () => {
    const patterns = patternsOfTheTable();
    expect(patterns.length).toBeGreaterThan(10);
    const slow = patterns.flatMap((source) => {
      const text = findSlowText(new RegExp(source, 'u'));
      return text === null ? [] : [`${source} ${text}`];
    });
    expect(slow).toEqual([]);
  });

  it('is of all there are: none is put together from texts', () => {
    const made = files.filter((file) => /\bRegExp\(/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(made).toEqual([]);
  });

  it('of what is left out has its reason in a file that is there', () => {
    for (const name of Object.keys(outOfReach)) {
      const [file = '', ...expression] = name.split(' ');
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(expression.join(' '));
    }
  });
});

describe('one that is slow', LONG, () => {
  it.each([
    /^(a+)+$/,
    /^([a-z]+)*!$/,
    /\s+$/,
    /(x|x)*y/,
    /<!--.*?-->/,
    /"(?:[^"\\]|\\.)*"/g,
    /^Bearer +(\S+ ?)+$/,
    /(\d+)-(\d+)=/,
  ])('is found: %s', (pattern) => expect(findSlowText(pattern)).not.toBeNull());

  it.each([/^a+$/, /^[^\s@]+@[^\s@]+$/, /^\d{1,15}$/, /[&<>"']/g, /^Bearer +(\S+)$/i])(
    'is not taken for one: %s',
    (pattern) => expect(findSlowText(pattern)).toBeNull(),
  );
});
