import type { Permission } from '../../shared/permissions.ts';

/** Every page in the frame by the start of its address, and what it takes to open it. */
export const pageNeeds = {
  review: null,
  payments: null,
  /** `/payments/new` */
  create: 'payments.create',
  /** Everybody may open a run by its address; the list is offered to those who make them. */
  'bulk-refunds': 'operations.request',
  overview: null,
  'day-close': 'exports.make',
  settlement: 'exports.make',
  staff: 'staff.manage',
  audit: 'audit.read',
  developer: 'developer.read',
  settings: null,
  trust: null,
  account: null,
} as const satisfies Record<string, Permission | null>;

export type PageName = keyof typeof pageNeeds;
/** Pages that not everybody may open. */
export type GuardedPage = {
  [Name in PageName]: (typeof pageNeeds)[Name] extends null ? never : Name;
}[PageName];

const isPage = (text: string): text is PageName => Object.hasOwn(pageNeeds, text);

/** The page in the navigation that an address belongs to; `null` for none. */
export function pageName(pathname: string): PageName | null {
  if (pathname === '/payments/new') return 'create';
  const [, first = ''] = pathname.split('/');
  return isPage(first) && first !== 'create' ? first : null;
}

export function mayOpen(page: PageName, permissions: readonly Permission[]): boolean {
  const needed = pageNeeds[page];
  return needed === null || permissions.includes(needed);
}
