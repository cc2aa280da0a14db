/** Permissions by role: one table, enforced by the server and read by the screens. */

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
  'months.sign',
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
  'months.sign',
];

/** 조회 ⊂ 승인·취소·환불 ⊂ 관리. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  operator,
  manager,
};

/** A role and the one permission that can be granted beside it. */
export interface Rights {
  role: Role;
  /** May export without being a manager, as a shop's accountant does. */
  mayExport: boolean;
}

export function may(role: Role, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}

/** All permissions of a person: those of the role and the extra one. */
export function permissionsFor({ role, mayExport }: Rights): readonly Permission[] {
  const own = permissionsOf[role];
  return mayExport && !own.includes('exports.make') ? [...own, 'exports.make'] : own;
}

/**
 * What a service token may do: `create` payments, `lookup` payments, read `events` of payments,
 * `read` payments and operations as a viewer does, `refund` payments up to its ceiling of a day.
 */
export const tokenScopes = ['create', 'lookup', 'events', 'read', 'refund'] as const;
export type TokenScope = (typeof tokenScopes)[number];
