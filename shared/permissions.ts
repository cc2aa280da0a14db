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
];

/** 조회 ⊂ 승인·취소·환불 ⊂ 관리. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  operator,
  manager,
};

/** `true` when the role includes the permission. */
export function may(role: Role, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}

/** What a storefront's service token may be allowed: `create` payments, `lookup` them. */
export const tokenScopes = ['create', 'lookup'] as const;
export type TokenScope = (typeof tokenScopes)[number];
