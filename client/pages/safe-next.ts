/**
 * Where to go after signing in. Only a path of this desk is accepted, so that a link can't redirect
 * to another site.
 */
export function safeNext(next: string | null): string {
  // Browsers drop tabs and line breaks from addresses, so `/\t/other.site` would lead there.
  const ours = next !== null && /^\/(?!sign-in|two-factor|[/\\])\P{Cc}*$/u.test(next);
  return ours ? next : '/payments';
}

/** Address of the sign-in page that leads back to `path`. */
export function signInPath(path: string, ended: boolean): string {
  const search = new URLSearchParams({ next: path });
  if (ended) search.set('ended', '1');
  return `/sign-in?${search.toString()}`;
}

/** Address of the second factor's setup that leads on to `path`. */
export function twoFactorPath(path: string): string {
  return `/two-factor?${new URLSearchParams({ next: path }).toString()}`;
}
