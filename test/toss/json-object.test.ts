import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonObject } from '../../server/toss/json-object.ts';

describe('parseJsonObject', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":[{"c":1,"c":2}]}}',
    '{"a" : 1 , "a":{}}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses the duplicate key of %s', (text) =>
    expect(parseJsonObject(text)).toEqual({ object: null, fault: 'JSON with a doubled key' }),
  );

  it('takes the same key in different objects, and the same text as key and value', () => {
    const text = '{"a":{"a":["a","a",{"a":1},{"a":2}]},"b":"a","c":{"b":"{\\"b\\":1,"}}';
    expect(parseJsonObject(text).object).toEqual(JSON.parse(text));
  });

  it('treats __proto__ and constructor as plain keys', () => {
    const { object } = parseJsonObject('{"__proto__":{"code":0},"constructor":1}');
    expect(object?.['code']).toBeUndefined();
    expect(object?.['toString']).toBeUndefined();
    expect(Object.keys(object ?? {})).toEqual(['__proto__', 'constructor']);
  });

  it('reads whatever JSON.stringify writes', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const { object } = parseJsonObject(text);
        expect(JSON.stringify(object)).toBe(text);
      }),
    ));

  it('never throws, and takes nothing that JSON.parse does not take', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1', '\\"', 'null');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        if (parseJsonObject(text).object !== null)
          expect(() => void JSON.parse(text)).not.toThrow();
      }),
    );
  });
});
