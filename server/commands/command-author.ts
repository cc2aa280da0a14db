import { userInfo } from 'node:os';
import type { AuditActor } from '../../shared/audit.ts';

/** The name of the system user; `null` for one without a name, as in a container. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's user list.
    return null;
  }
}

/** The person at the command line, as the audit log names them. */
export function commandAuthor(): AuditActor {
  return { type: 'command', id: null, name: userName(), address: null };
}
