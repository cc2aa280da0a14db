/**
 * The headers that every response of the desk must carry, listed independently of the server code.
 */

/** Looks up a header by name; `null` where it is absent. */
export type HeaderOf = (name: string) => string | null;

const exact: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Headers that would identify the server software or allow cross-origin access. */
const absent = [
  ...['x-powered-by', 'server', 'via', 'location'],
  ...['access-control-allow-origin', 'access-control-allow-credentials'],
];

const directives: Record<string, string> = {
  'default-src': "'self'",
  'script-src': "'self'",
  'script-src-attr': "'none'",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
};

const denied = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'bluetooth'];

function wrongPolicy(policy: string): string[] {
  const told = new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources.join(' ')];
    }),
  );
  return Object.entries(directives)
    .filter(([name, sources]) => told.get(name) !== sources)
    .map(([name]) => `content-security-policy: ${name} ${told.get(name) ?? 'is missing'}`);
}

/**
 * What is wrong with the headers of a response; empty where nothing is.
 * @param where `https`: the desk has an https address; `immutable`: a file named by its content
 */
export function wrongHeaders(
  header: HeaderOf,
  where: { https?: boolean; immutable?: boolean } = {},
): string[] {
  const wrong = Object.entries(exact)
    .filter(([name, value]) => header(name) !== value)
    .map(([name]) => `${name}: ${header(name) ?? 'is missing'}`);
  for (const name of absent) if (header(name) !== null) wrong.push(`${name} is there`);
  wrong.push(...wrongPolicy(header('content-security-policy') ?? ''));
  const permissions = header('permissions-policy')?.split(', ') ?? [];
  for (const feature of denied) {
    if (!permissions.includes(`${feature}=()`)) wrong.push(`permissions-policy allows ${feature}`);
  }
  const transport = header('strict-transport-security');
  const seconds = Number(/^max-age=(\d+)/.exec(transport ?? '')?.[1] ?? 0);
  const isYear = seconds >= 31_536_000;
  if (where.https === true ? !isYear : transport !== null) {
    wrong.push(`strict-transport-security: ${transport ?? 'is missing'}`);
  }
  const cache = header('cache-control') ?? 'is missing';
  const isCache = cache.split(', ').includes(where.immutable === true ? 'immutable' : 'no-store');
  if (!isCache) wrong.push(`cache-control: ${cache}`);
  if (!/^[0-9a-f-]{36}$/.test(header('x-request-id') ?? '')) wrong.push('x-request-id is missing');
  return wrong;
}
