/** The drafts of inviting and editing a person: their faults and requests. */
import type { CallInput } from '../../shared/api.ts';
import { EMAIL, EMAIL_MAX, LIMIT_MAX_WON, ONE_LINE, PERSON_NAME_MAX } from '../../shared/limits.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Problem } from '../../shared/problem.ts';
import type { StaffEntry } from '../staff-options.ts';

type Change = CallInput<'PATCH /api/staff/:id'>['body'];

export interface InviteDraft {
  name: string;
  email: string;
  role: Role;
}

export interface EditDraft {
  name: string;
  role: Role;
  mayExport: boolean;
  /** The person has a day limit of their own instead of the role's. */
  ownCeiling: boolean;
  ceilingWon: number | null;
}

export type StaffField = 'name' | 'email' | 'ceiling';
export type StaffFault =
  | 'nameMissing'
  | 'name'
  | 'emailMissing'
  | 'email'
  | 'emailTaken'
  | 'ceilingMissing'
  | 'ceiling';
export type StaffFaults = Partial<Record<StaffField, StaffFault>>;

function nameFault(name: string): StaffFault | undefined {
  const text = name.trim();
  if (text === '') return 'nameMissing';
  return text.length > PERSON_NAME_MAX || !ONE_LINE.test(text) ? 'name' : undefined;
}

function emailFault(email: string): StaffFault | undefined {
  const text = email.trim();
  if (text === '') return 'emailMissing';
  return text.length > EMAIL_MAX || !EMAIL.test(text) ? 'email' : undefined;
}

function ceilingFault({ ownCeiling, ceilingWon }: EditDraft): StaffFault | undefined {
  if (!ownCeiling) return undefined;
  if (ceilingWon === null) return 'ceilingMissing';
  return ceilingWon > LIMIT_MAX_WON ? 'ceiling' : undefined;
}

function known(faults: Record<string, StaffFault | undefined>): StaffFaults {
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
}

export function inviteFaults({ name, email }: InviteDraft): StaffFaults {
  return known({ name: nameFault(name), email: emailFault(email) });
}

export function editFaults(draft: EditDraft): StaffFaults {
  return known({ name: nameFault(draft.name), ceiling: ceilingFault(draft) });
}

export function draftOf(entry: StaffEntry): EditDraft {
  return {
    name: entry.name,
    role: entry.role,
    mayExport: entry.mayExport,
    ownCeiling: entry.dayCeilingWon !== null,
    ceilingWon: entry.dayCeilingWon,
  };
}

/** Only the changed fields, so that a colleague's change of others is not overwritten. */
export function changeOf(entry: StaffEntry, draft: EditDraft): Change {
  const name = draft.name.trim();
  const dayCeilingWon = draft.ownCeiling ? draft.ceilingWon : null;
  return {
    ...(name === entry.name ? {} : { name }),
    ...(draft.role === entry.role ? {} : { role: draft.role }),
    ...(draft.mayExport === entry.mayExport ? {} : { mayExport: draft.mayExport }),
    ...(dayCeilingWon === entry.dayCeilingWon ? {} : { dayCeilingWon }),
  };
}

const fieldOf: Record<string, [StaffField, StaffFault]> = {
  name: ['name', 'name'],
  email: ['email', 'email'],
  dayCeilingWon: ['ceiling', 'ceiling'],
};

/** The server's faults by field; empty if none belongs to a field. */
export function faultsFromProblem(problem: Problem): StaffFaults {
  if (problem.code === 'email-taken') return { email: 'emailTaken' };
  if (problem.code !== 'invalid-request') return {};
  const faults: StaffFaults = {};
  for (const { pointer } of problem.errors ?? []) {
    const field = fieldOf[pointer.replace(/^#?\//, '').split('/')[0] ?? ''];
    if (field !== undefined) faults[field[0]] ??= field[1];
  }
  return faults;
}
