export type PageName =
  'review' | 'payments' | 'create' | 'staff' | 'audit' | 'settings' | 'trust' | 'account';

const others = ['review', 'staff', 'audit', 'settings', 'trust', 'account'] as const;

/** Which page of the navigation an address belongs to. */
export function pageName(pathname: string): PageName | null {
  if (pathname === '/payments/new') return 'create';
  if (pathname.startsWith('/payments')) return 'payments';
  return others.find((name) => pathname.startsWith(`/${name}`)) ?? null;
}
