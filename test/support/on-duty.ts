import type { StaffOnDuty } from '../../server/http/endpoint.ts';

/** A signed-in person without a second factor, as the route handlers get it. */
export function onDuty(person: Pick<StaffOnDuty, 'id' | 'name' | 'role'>): StaffOnDuty {
  return {
    ...person,
    type: 'staff',
    email: `${person.id}@shop.example`,
    mayExport: false,
    dayCeilingWon: null,
    twoFactor: { enrolled: false, required: false },
    secondFactorAt: null,
    sessionId: `session of ${person.id}`,
    sessionEndsAt: '2099-01-01T00:00:00.000Z',
    address: null,
  };
}
