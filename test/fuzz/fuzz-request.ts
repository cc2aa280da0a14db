/** One request of a run, as everything that makes, breaks or sends it knows it. */

export const fuzzRoles = [
  ...(['nobody', 'viewer', 'operator', 'manager'] as const),
  ...(['create', 'lookup', 'locked'] as const),
];
export type FuzzRole = (typeof fuzzRoles)[number];

/** One request. Texts may contain `$payToken:3` and the like, see arbitrary-input.ts. */
export interface FuzzCase {
  route: string;
  role: FuzzRole;
  path: string;
  query: string;
  headers: Record<string, string>;
  /** `null`: no body. In latin1, so that it may be invalid UTF-8 as well. */
  body: string | null;
}
