export type PageName = 'review' | 'payments' | 'create' | 'trust';

/** Which page of the navigation an address belongs to. */
export function pageName(pathname: string): PageName | null {
  if (pathname === '/payments/new') return 'create';
  if (pathname.startsWith('/payments')) return 'payments';
  if (pathname.startsWith('/trust')) return 'trust';
  return pathname.startsWith('/review') ? 'review' : null;
}
