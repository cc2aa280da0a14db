/** Bytes that are nearly requests, reproducible from a seed. */
import fc, { type Arbitrary } from 'fast-check';

/**
 * The bytes of one connection, and the pieces in which they are sent. In latin1: each character is
 * a byte.
 */
export interface ByteCase {
  bytes: string;
  pieces: number;
}

const body = '{"payTokens":["p"]}';
const COOKIE = 'Cookie: changgu.session_token=$cookie';

function requestText(line: string, headers: readonly string[], content = ''): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${content}`;
}

/** Well-formed ones, to be corrupted. `$cookie` is a manager's. */
const wellFormed: readonly string[] = [
  requestText('GET /healthz HTTP/1.1', ['Host: $host']),
  requestText('GET /api/me HTTP/1.1', ['Host: $host', COOKIE]),
  requestText('GET /api/payments?limit=2 HTTP/1.1', ['Host: $host', COOKIE, 'Accept: */*']),
  requestText(
    'POST /api/events/watch HTTP/1.1',
    [
      ...['Host: $host', COOKIE, 'Origin: http://$host', 'Content-Type: application/json'],
      `Content-Length: ${body.length}`,
    ],
    body,
  ),
  requestText(
    'POST /api/events/watch HTTP/1.1',
    [
      ...['Host: $host', COOKIE, 'Origin: http://$host', 'Content-Type: application/json'],
      'Transfer-Encoding: chunked',
    ],
    `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  ),
  requestText(
    'POST /toss/callback HTTP/1.1',
    ['Host: $host', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 10'],
    'payToken=p',
  ),
  requestText('OPTIONS * HTTP/1.1', ['Host: $host']),
];

const lines: readonly string[] = [
  ...['Content-Length: 5', 'Content-Length: +5', 'Content-Length: 0x5', 'Content-Length: 5, 5'],
  ...['Content-Length: 99999999999999999999', 'Content-Length: -1', 'Content-Length : 3'],
  ...['Transfer-Encoding: chunked', 'Transfer-Encoding: xchunked', 'Transfer-Encoding: chunked, x'],
  ...[
    'Transfer-Encoding:\x0bchunked',
    'Transfer-Encoding: identity',
    'Transfer-Encoding : chunked',
  ],
  ...['Host: other', 'Host:', 'Host: a b', 'Host: [::1', 'Host: evil@$host', ' folded: yes'],
  ...['X: \x00', 'X: \x7f', 'X:\ty', 'X', ': no name', 'X\x80: y', 'X: \xff\xfe', '\x01: y'],
  ...['Connection: upgrade', 'Upgrade: h2c', 'Upgrade: websocket', 'HTTP2-Settings: AAMAAABk'],
  ...['Expect: 100-continue', 'Expect: 200-ok', 'Trailer: Host', 'TE: trailers', 'Via: 9.9 x'],
  ...['Connection: close, keep-alive', 'Connection: content-length', 'Keep-Alive: timeout=-1'],
  `X: ${'y'.repeat(17_000)}`,
  Array.from({ length: 120 }, (_, n) => `X-${n}: y`).join('\r\n'),
];

const firstLines: readonly string[] = [
  ...['GET / HTTP/2.0', 'GET / HTTP/1.2', 'GET / HTTP/0.9', 'GET /', 'GET', '', ' GET / HTTP/1.1'],
  ...['get / HTTP/1.1', 'GET  / HTTP/1.1', 'GET\t/\tHTTP/1.1', 'G\x00T / HTTP/1.1', 'X / HTTP/1.1'],
  ...['GET http://evil.example/api/me HTTP/1.1', 'GET //evil.example/ HTTP/1.1', 'GET * HTTP/1.1'],
  ...['CONNECT evil.example:443 HTTP/1.1', 'TRACE /api/me HTTP/1.1', 'GET api/me HTTP/1.1'],
  ...['GET /\xff\xfe HTTP/1.1', 'GET /%zz HTTP/1.1', 'GET /api/%2e%2e/me HTTP/1.1'],
  ...['GET /a b HTTP/1.1', 'GET /#x HTTP/1.1', 'GET /?\x01 HTTP/1.1', 'PRI * HTTP/2.0'],
  `GET /${'x'.repeat(20_000)} HTTP/1.1`,
  `${'M'.repeat(9000)} / HTTP/1.1`,
];

const chunks: readonly string[] = [
  ...[
    'zz\r\nx\r\n0\r\n\r\n',
    '5\r\nab\r\n0\r\n\r\n',
    '-1\r\n\r\n',
    'ffffffffffffffff\r\n',
    '0x2\r\nab\r\n',
  ],
  ...[
    '2;x=y\r\nab\r\n0\r\n\r\n',
    '2\nab\n0\n\n',
    '2 \r\nab\r\n0\r\n\r\n',
    '0\r\nHost: x\r\n\r\n',
    '\r\n',
  ],
  `2;${'x'.repeat(20_000)}\r\nab\r\n0\r\n\r\n`,
];

type Spoil = (text: string) => string;

const headEnd = (text: string) => text.indexOf('\r\n\r\n');

const spoil: Arbitrary<Spoil> = fc.oneof(
  // Any byte, anywhere: the most frequent, because nobody thinks of these.
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, byte]): Spoil => (text) => {
      const n = at % Math.max(1, text.length);
      return text.slice(0, n) + String.fromCharCode(byte) + text.slice(n + 1);
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.nat({ max: 40 })).map(([at, many]): Spoil => (text) => {
      const n = at % Math.max(1, text.length);
      return text.slice(0, n) + text.slice(n + many);
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 30 }))
      .map(([at, bytes]): Spoil => (text) => {
        const n = at % Math.max(1, text.length);
        return text.slice(0, n) + Buffer.from(bytes).toString('latin1') + text.slice(n);
      }),
  },
  fc.nat().map(
    (at): Spoil =>
      (text) =>
        text.slice(0, at % Math.max(1, text.length)),
  ),
  {
    weight: 4,
    arbitrary: fc.constantFrom(...lines).map(
      (line): Spoil =>
        (text) =>
          `${text.slice(0, headEnd(text))}\r\n${line}${text.slice(headEnd(text))}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...firstLines).map(
      (line): Spoil =>
        (text) =>
          line + text.slice(Math.max(0, text.indexOf('\r\n'))),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...chunks).map(
      (chunk): Spoil =>
        (text) =>
          text.slice(0, headEnd(text) + 4) + chunk,
    ),
  },
  fc.constantFrom<Spoil>(
    (text) => text.replaceAll('\r\n', '\n'),
    (text) => text.replaceAll('\r\n', '\r'),
    (text) => `\r\n\r\n${text}`,
    (text) => text + text,
    (text) => text.replaceAll(': ', ':'),
    (text) => text.toUpperCase(),
    (text) => text.replace('HTTP/1.1', 'HTTP/1.0'),
    () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00',
    () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    () => '\x00'.repeat(5000),
  ),
);

const byteCase: Arbitrary<ByteCase> = fc
  .record({
    text: fc.constantFrom(...wellFormed),
    spoils: fc.array(spoil, { minLength: 1, maxLength: 3 }),
    pieces: fc.constantFrom(1, 1, 1, 2, 5),
  })
  .map(({ text, spoils, pieces }) => ({
    bytes: spoils.reduce((spoilt, one) => one(spoilt), text),
    pieces,
  }));

/** Deterministic for a seed. */
export function byteCases(seed: number, many: number): ByteCase[] {
  return fc.sample(byteCase, { numRuns: many, seed });
}
