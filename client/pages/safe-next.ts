/**
 * Where to go after signing in: only a path of this desk, whatever the address bar said, so that no
 * link can lead people on to somebody else's page.
 */
export function safeNext(next: string | null): string {
  // Browsers drop tabs and line breaks from addresses: `/\t/other.site` would lead there.
  const ours = next !== null && /^\/(?!sign-in|two-factor|[/\\])\P{Cc}*$/u.test(next);
  return ours ? next : '/payments';
}

/** The sign-in page's address for somebody who was at `path`. */
export function signInPath(path: string, ended: boolean): string {
  const search = new URLSearchParams({ next: path });
  if (ended) search.set('ended', '1');
  return `/sign-in?${search.toString()}`;
}

/** The address where somebody who was going to `path` sets up a second factor first. */
export function twoFactorPath(path: string): string {
  return `/two-factor?${new URLSearchParams({ next: path }).toString()}`;
}
