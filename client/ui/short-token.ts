/** Shortens a long id to its two ends, which people compare: `7c1e4a90…b2f3`. */
export function shortToken(token: string): string {
  return token.length <= 16 ? token : `${token.slice(0, 8)}…${token.slice(-4)}`;
}
