import { describe, expect, it } from 'vitest';
import { bodyLines } from '../../../client/developer/body-lines.ts';

describe('a body in readable form', () => {
  it('has the fields of JSON and of a form one per line', () => {
    expect(bodyLines('{"code":0,"refunds":[{"amount":1}]}')).toBe(
      '{\n  "code": 0,\n  "refunds": [\n    {\n      "amount": 1\n    }\n  ]\n}',
    );
    expect(bodyLines('status=PAY_SUCCESS&metadata=%ED%99%8D%20x')).toBe(
      'status: PAY_SUCCESS\nmetadata: 홍 x',
    );
  });

  it('keeps numbers that would be rounded, and what is neither, unchanged', () => {
    for (const text of [
      '{"id":12345678901234567890}',
      '<html>\n<p>x</p>',
      '{"code":0,"msg":"cut',
      '"a sentence"',
      'a = b',
    ]) {
      expect(bodyLines(text)).toBe(text);
    }
    expect(bodyLines('{"refundNo":"12345678901234567890"}')).toContain('\n');
  });

  it('escapes characters that change the text direction or are invisible', () => {
    expect(bodyLines('a\u202eb\u200bc\u0007d\u2028e\tf\ng')).toBe(
      'a\\u{202e}b\\u{200b}c\\u{0007}d\\u{2028}e\tf\ng',
    );
    expect(bodyLines('👩‍🌾')).toBe('👩\\u{200d}🌾');
  });
});
