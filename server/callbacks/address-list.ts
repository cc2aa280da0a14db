import { BlockList, isIP } from 'node:net';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * A set of addresses and networks. @param entries validated, such as `117.52.3.11`, `2001:db8::/32`
 */
export function addressList(entries: readonly string[]): { includes(address: string): boolean } {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return { includes: (address) => isIP(address) > 0 && list.check(address, familyOf(address)) };
}
