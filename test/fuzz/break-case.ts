/** Breaks a request that its route would accept, so that it should be refused. */
import fc, { type Arbitrary } from 'fast-check';
import type { FuzzCase } from './fuzz-request.ts';

/** Values of the wrong type, size or alphabet, as JSON texts. */
const wrongValues: readonly string[] = [
  ...['null', 'true', '[]', '{}', '""', '-1', '0', '0.5', '1e308', '-0', '9007199254740993'],
  ...['"1000"', '"\\u0000"', '"\\ud800"', '"\\u202e"', '"../../etc/passwd"', '"__proto__"'],
  ...['"\' OR 1=1 --"', '"${7*7}"', '"%00"', '[null]', '{"$gt":""}', '[[[[[[[[]]]]]]]]'],
  `"${'x'.repeat(3000)}"`,
  `[${'1,'.repeat(600)}1]`,
];
const wrongValue = fc.constantFrom(...wrongValues);

const wrongNames = ['__proto__', 'constructor', 'toString', 'id', 'staffId', 'apiKey', ''];
const wrongName = fc.oneof(fc.constantFrom(...wrongNames), fc.string({ maxLength: 20 }));

const BIG = 'x'.repeat(70_000);

/** Replaces one value of a JSON text. */
function replaceValue(body: string, at: number, value: string): string {
  const values = [
    ...body.matchAll(/(?<=[:[,])("(?:[^"\\]|\\.)*"|-?\d+|true|false|null)(?=[,\]}])/g),
  ];
  const one = values[at % Math.max(1, values.length)];
  if (one === undefined) return value;
  return body.slice(0, one.index) + value + body.slice(one.index + one[0].length);
}

type Change = (body: string) => string;

const brokenBody: Arbitrary<Change> = fc.oneof<fc.MaybeWeightedArbitrary<Change>[]>(
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), wrongValue).map(
      ([at, value]) =>
        (body: string) =>
          replaceValue(body, at, value),
    ),
  },
  fc.tuple(wrongName, wrongValue).map(
    ([name, value]) =>
      (body: string) =>
        body.replace(/^\{/, () => `{${JSON.stringify(name)}:${value},`),
  ),
  fc.nat().map((at) => (body: string) => body.slice(0, at % Math.max(1, body.length))),
  fc.nat().map((at) => (body: string) => {
    const cut = at % Math.max(1, body.length);
    return body.slice(0, cut) + '\xff\xfe' + body.slice(cut);
  }),
  fc.constantFrom(
    (body: string) => `[${body}]`,
    (body: string) => `${body}${body}`,
    (body: string) => `\xef\xbb\xbf${body}`,
    (body: string) => body.replaceAll('"', "'"),
    () => '',
    () => 'null',
    () => '"text"',
    () => '{"a":'.repeat(2000),
    () => '['.repeat(30_000),
    () => `{"a":"${BIG}"}`,
    () => `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  ),
  wrongValue.map((value) => () => value),
);

const brokenHeaders: Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset=klingon' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, br, br' },
  { 'content-encoding': 'nonsense' },
  { cookie: 'changgu.session_token' },
  { cookie: `changgu.session_token=${'A'.repeat(4000)}` },
  { authorization: 'Basic bWFuYWdlcjpwYXNzd29yZA==' },
  { authorization: `Bearer ${'x'.repeat(4000)}` },
  { authorization: 'Bearer cgt_' },
  { origin: 'null' },
  { origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { host: 'evil.example' },
  { expect: '200-ok' },
  { prefer: 'wait=-1, wait=x' },
  { 'last-event-id': '999999999999999999999' },
  { 'x-forwarded-for': '1.2.3.4, , ;drop' },
  { 'x-forwarded-host': 'evil.example' },
  { accept: 'image/*' },
  { 'accept-language': ';;;q=2,*' },
  { range: 'bytes=0-0,-1' },
  { 'if-none-match': '*' },
  { 'x-changgu-background': '2' },
  { 'x-http-method-override': 'DELETE' },
);

const brokenQueries: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['%', '%ff=%ff', '=', '&&&&', 'a=1&a=2&a=3', '__proto__[x]=1', 'cursor=AAAA', 'limit=0'],
    ...['limit=1e3', 'limit=-1', 'from=yesterday', 'amountMin=1.5', 'status=%00', 'token='],
    ...['cursor=' + 'A'.repeat(600), 'q=' + '%ED%A0%80', 'q=' + 'x'.repeat(9000), 'after=-1'],
    ...['cursor=eyJhIjoxfQ', 'state=open&state=nothing', 'amount=99999999999999999999', '?'],
  ),
  fc
    .tuple(wrongName, fc.string({ maxLength: 30 }))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
);

const brokenParts: readonly string[] = [
  ...['%', '%00', '%ff', '%2e%2e%2f%2e%2e', '..', '.', '', '*', '%0d%0aX-Injected:%201', ';', '@'],
  ...['x'.repeat(65), 'x'.repeat(9000), '%F0%9F%92%B8', '00000000-0000-0000-0000-000000000000'],
  ...["'%20OR%201=1", '__proto__', 'constructor', '%24%7B7*7%7D', '-1', '1e9', 'null', '%E0%A4%A'],
];

function breakPath(path: string, at: number, step: string): string {
  const steps = path.split('/');
  const chosen = path.includes('$')
    ? steps.findIndex((one) => one.startsWith('$'))
    : steps.length - 1;
  const index = at % 3 === 0 ? 1 + (at % Math.max(1, steps.length - 1)) : chosen;
  return steps.with(Math.max(1, index), step).join('/');
}

const otherMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'];

/** Breaks one or more things of a request. */
export function breakCase(given: FuzzCase): Arbitrary<FuzzCase> {
  const withBody = brokenBody.map((change) => ({
    ...given,
    headers: { 'content-type': 'application/json', ...given.headers },
    body: change(given.body ?? '{}'),
  }));
  return fc.oneof(
    { arbitrary: withBody, weight: given.body === null ? 1 : 5 },
    {
      arbitrary: brokenHeaders.map((headers) => ({
        ...given,
        headers: { ...given.headers, ...headers },
      })),
      weight: 1,
    },
    { arbitrary: brokenQueries.map((query) => ({ ...given, query })), weight: 2 },
    {
      arbitrary: fc
        .tuple(fc.nat(), fc.constantFrom(...brokenParts))
        .map(([at, step]) => ({ ...given, path: breakPath(given.path, at, step) })),
      weight: given.path.includes('$') ? 2 : 1,
    },
    {
      arbitrary: fc.constantFrom(...otherMethods).map((method) => ({
        ...given,
        route: `${method} ${given.route.split(' ')[1] ?? ''}`,
      })),
      weight: 1,
    },
  );
}
