export type PageName =
  | 'review'
  | 'payments'
  | 'create'
  | 'bulk-refunds'
  | 'overview'
  | 'day-close'
  | 'staff'
  | 'audit'
  | 'developer'
  | 'settings'
  | 'trust'
  | 'account';

const others = [
  'review',
  'bulk-refunds',
  'overview',
  'day-close',
  'staff',
  'audit',
  'developer',
  'settings',
  'trust',
  'account',
] as const;

/** The page in the navigation that an address belongs to; `null` for none. */
export function pageName(pathname: string): PageName | null {
  if (pathname === '/payments/new') return 'create';
  if (pathname.startsWith('/payments')) return 'payments';
  return others.find((name) => pathname.startsWith(`/${name}`)) ?? null;
}
