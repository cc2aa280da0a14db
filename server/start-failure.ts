/** Explains why the desk or a command did not start, and what to do. */
import { ConfigError } from './config.ts';

/** Fields that Node and better-sqlite3 add to their errors. */
interface SystemFields {
  code: string;
  syscall: string;
  path: string;
  address: string;
  port: number;
}

function fieldsOf(error: Error): Partial<SystemFields> {
  return error as Partial<SystemFields>;
}

function listenFailure({ code, address = '', port = 0 }: Partial<SystemFields>): string {
  const place = `${address}:${String(port)}`;
  if (code === 'EADDRINUSE') {
    return (
      `포트 ${String(port)}번을 다른 프로그램이 쓰고 있어요. ` +
      `Another program listens on ${place}: stop it, or set PORT or SANDBOX_PORT.`
    );
  }
  if (code === 'EACCES') {
    return `The desk may not listen on ${place}: take a PORT of 1024 or more behind a proxy.`;
  }
  return `HOST can't be listened on (${String(code)} ${address}): leave it out for 127.0.0.1.`;
}

function fileFailure({ code, path }: Partial<SystemFields>): string {
  return (
    `${String(path)}에 쓸 수 없어요. ` +
    `It can't be written (${String(code)}): set DATA_DIR or SANDBOX_DATA_DIR to a folder ` +
    'that belongs to the account the desk runs as.'
  );
}

/** What PostgreSQL refuses, by SQLSTATE, and what to do. Its messages hold no password. */
const ofDatabase: Readonly<Record<string, { wrong: string; todo: string }>> = {
  '28P01': {
    wrong: 'has a user or password that PostgreSQL refuses',
    todo: 'Correct them there, or the password in PGPASSWORD.',
  },
  '28000': {
    wrong: 'leads to a server that does not let this login in',
    todo: 'Create the role with LOGIN, and let it in from this machine in pg_hba.conf.',
  },
  '3D000': {
    wrong: 'leads to a database that is not there',
    todo: 'Correct its name, or create it: see docs/operating.md#postgresql.',
  },
  '42501': {
    wrong: 'has a login that lacks a right',
    todo: 'Grant it as the owner: see docs/operating.md#postgresql.',
  },
};

const NO_PASSWORD = /client password must be a/;

/** @returns `null`: the address of the database is not at fault */
function databaseFailure({ message, code }: { message: string; code?: string }): string | null {
  const refused = (wrong: string, todo: string) =>
    new ConfigError([{ name: 'DATABASE_URL', value: null, wrong, todo }]).message;
  if (NO_PASSWORD.test(message)) {
    const todo = 'Write it there, postgres://login:password@…, or into PGPASSWORD.';
    return refused('has no password, and the server asks for one', todo);
  }
  const known = ofDatabase[code ?? ''];
  return known === undefined ? null : refused(`${known.wrong} (${message})`, known.todo);
}

/**
 * One paragraph for standard error; never a stack trace or a secret.
 * @param error whatever stopped the start
 */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'The desk did not start.';
  if (error instanceof ConfigError) return error.message;
  const fields = fieldsOf(error);
  const ofAddress = databaseFailure({ ...fields, message: error.message });
  if (ofAddress !== null) return ofAddress;
  switch (fields.syscall ?? '') {
    case 'listen':
    case 'getaddrinfo':
      return listenFailure(fields);
    case 'mkdir':
    case 'open':
      return fileFailure(fields);
    default:
      break;
  }
  switch (fields.code ?? '') {
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return (
        '데이터 파일이 손상됐어요. A database in DATA_DIR or SANDBOX_DATA_DIR is damaged ' +
        `(${error.message}). Nothing was changed: restore a copy, see docs/operating.md.`
      );
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return `DATA_DIR can't be written (${error.message}): give a folder that the desk may write.`;
    case 'CONNECTION_LOST':
      return `DATABASE_URL의 데이터베이스에 연결하지 못했어요. ${error.message}`;
    default:
      return error.message;
  }
}
