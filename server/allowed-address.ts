/**
 * Checks addresses that people or browsers gave. Those inside the desk's own network are refused
 * unless the operator allows them: when an address is entered and again for each attempt, there on
 * the very IP address that the connection goes to.
 */
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { AddressFault } from '../shared/webhook.ts';
import { refuseField } from './errors.ts';

/** The IPv4 and IPv6 addresses of a name. @throws Error where it is unknown */
export type ResolveName = (name: string) => Promise<string[]>;

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits] = subnet.split('/');
    if (bits === undefined) list.addAddress(network, family(network));
    else list.addSubnet(network, Number(bits), family(network));
  }
  return list;
}

const holds = (list: BlockList, address: string) => list.check(address, family(address));

/** Not of the public Internet: IANA's special-purpose registries, multicast and class E. */
const notPublic = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Of the block below: what embeds an IPv4 address or is for documentation.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);
/** IPv6 that is given out; IPv4-mapped, NAT64, link-local and private ones lie outside. */
const givenOut = listOf(['2000::/3']);
const loopback = listOf(['127.0.0.0/8', '::1/128']);

function isPublic(address: string): boolean {
  if (isIP(address) === 6 && !holds(givenOut, address)) return false;
  return !holds(notPublic, address);
}

export interface AddressRules {
  /** A live key sends by https only, and to this machine only where the operator allows it. */
  live: boolean;
  /** Networks inside that the operator allows. */
  allowed: readonly string[];
}

/**
 * Parses an address, without asking for its name.
 * @param longest characters, also of the stored form
 * @returns what is wrong with an address that can't be used
 */
export function parseAddress(text: string, longest: number): URL | AddressFault {
  if (text.length > longest || !URL.canParse(text)) return 'form';
  const url = new URL(text);
  // The stored form is longer where the path has letters beyond ASCII.
  if (url.href.length > longest) return 'form';
  if (!/^https?:$/.test(url.protocol) || url.hash !== '') return 'form';
  return url.username === '' && url.password === '' ? url : 'login';
}

/** The address to connect to, or why there is none. */
export type Destination = { address: string } | { fault: AddressFault };

/** The host of a URL without the brackets of IPv6. */
export const bareHost = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '');

/** Asks for the addresses of the URL's name, and checks every one. */
export async function findDestination(
  url: URL,
  rules: AddressRules,
  resolve: ResolveName,
): Promise<Destination> {
  const name = bareHost(url);
  let addresses: string[];
  try {
    addresses = isIP(name) > 0 ? [name] : await resolve(name);
  } catch {
    return { fault: 'unknown-name' };
  }
  const [address] = addresses;
  if (address === undefined) return { fault: 'unknown-name' };
  const allowed = listOf(rules.allowed);
  const isHere = (one: string) => !rules.live && holds(loopback, one);
  const isFit = (one: string) =>
    isIP(one) > 0 && (isPublic(one) || holds(allowed, one) || isHere(one));
  if (!addresses.every(isFit)) return { fault: 'inside' };
  const isPlain = url.protocol === 'http:';
  return isPlain && !addresses.every(isHere) ? { fault: 'plain-http' } : { address };
}

const faultDetails: Record<AddressFault, string> = {
  form: 'is no http(s) address',
  login: 'must not contain a user name or password',
  'plain-http': 'must be https',
  inside: 'leads to a private, local or reserved network, where the desk sends nothing',
  'unknown-name': 'has a host name that the name servers do not know',
};

/**
 * Checks an entered address and where its name leads.
 * @returns the address as it is stored
 * @throws AppError invalid-request with the reason, at the field `pointer`
 */
export async function requireAddress(
  text: string,
  given: { rules: AddressRules; resolve: ResolveName; longest: number; pointer: string },
): Promise<string> {
  const { rules, resolve, longest, pointer } = given;
  const url = parseAddress(text, longest);
  const found =
    typeof url === 'string' ? { fault: url } : await findDestination(url, rules, resolve);
  if ('fault' in found) {
    const { fault } = found;
    throw refuseField({ pointer, code: fault, params: {}, detail: faultDetails[fault] });
  }
  return new URL(text).href;
}

const DNS_TIMEOUT_MS = 3000;

/**
 * Asks the name servers, not the file of hosts: Node reads that in the few threads that files and
 * passwords need, and a name server that hangs would hold them.
 */
export const resolveName: ResolveName = async (name) => {
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  if (addresses.length === 0) throw new Error(`No address of ${name}`);
  return addresses;
};
