/** Long ids by their ends, which is how people compare them: `7c1e4a90…b2f3`. */
export function shortToken(token: string): string {
  return token.length <= 16 ? token : `${token.slice(0, 8)}…${token.slice(-4)}`;
}
