import type { StaffOnDuty } from '../../server/http/endpoint.ts';

/** A person as the edge hands them to a route: signed in, without a second factor. */
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
