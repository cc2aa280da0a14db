/** Who may do what: one table, enforced by the server and read by the screens. */

export const roles = ['viewer', 'operator', 'manager'] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  'payments.read',
  'payments.create',
  'payments.adopt',
  'operations.request',
  'operations.decide',
  'staff.manage',
  'settings.manage',
  'developer.read',
  'audit.read',
  'exports.make',
] as const;
export type Permission = (typeof permissions)[number];

const viewer: readonly Permission[] = ['payments.read'];
const operator: readonly Permission[] = [...viewer, 'payments.create', 'operations.request'];
const manager: readonly Permission[] = [
  ...operator,
  'payments.adopt',
  'operations.decide',
  'staff.manage',
  'settings.manage',
  'developer.read',
  'audit.read',
  'exports.make',
];

/** 조회 ⊂ 승인·취소·환불 ⊂ 관리. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  operator,
  manager,
};

/** Somebody's role, and the one right that can be given beside it. */
export interface Rights {
  role: Role;
  /** May export without being a manager, such as a shop's accountant. */
  mayExport: boolean;
}

/** `true` when the role includes the permission. */
export function may(role: Role, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}

/** Everything that a person may do, by role and extra right. */
export function permissionsFor({ role, mayExport }: Rights): readonly Permission[] {
  const own = permissionsOf[role];
  return mayExport && !own.includes('exports.make') ? [...own, 'exports.make'] : own;
}

/** What a storefront's service token may be allowed: `create` payments, `lookup` them. */
export const tokenScopes = ['create', 'lookup'] as const;
export type TokenScope = (typeof tokenScopes)[number];
