export type PageName = 'review' | 'payments' | 'create';

/** Which page of the navigation an address belongs to. */
export function pageName(pathname: string): PageName | null {
  if (pathname === '/payments/new') return 'create';
  if (pathname.startsWith('/payments')) return 'payments';
  return pathname.startsWith('/review') ? 'review' : null;
}
