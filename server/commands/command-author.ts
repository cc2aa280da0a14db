import { userInfo } from 'node:os';
import type { AuditActor } from '../../shared/audit.ts';

/** The machine's name for whoever runs this; `null` for a user without one, as in a container. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A number without a name in the system's list of users: then nothing more is known.
    return null;
  }
}

/** Somebody at the command line, as the audit log names them. */
export function commandAuthor(): AuditActor {
  return { type: 'command', id: null, name: userName(), address: null };
}
