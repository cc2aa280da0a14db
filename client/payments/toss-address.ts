/** `true` for an https address of toss.im or a host below it; anything else is not linked. */
export function isTossAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, port } = new URL(address);
  const isTossHost = hostname === 'toss.im' || hostname.endsWith('.toss.im');
  return protocol === 'https:' && isTossHost && username === '' && port === '';
}
