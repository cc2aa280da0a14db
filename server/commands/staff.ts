/** `npm run staff`: staff accounts from the command line, the first manager among them. */
import { parseArgs } from 'node:util';
import { roles, type Role } from '../../shared/permissions.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { staffAccounts, type StaffAccounts } from '../staff/staff-accounts.ts';
import { openDataFile, readStandardInput, runCommand, UsageError } from './run-command.ts';

const USAGE = `직원 계정 · staff accounts
  npm run staff -- add --email E --role ${roles.join('|')} [--name N] --password-stdin
  npm run staff -- list
  npm run staff -- disable --email E
  npm run staff -- enable --email E
  npm run staff -- reset-password --email E --password-stdin
비밀번호는 표준 입력으로만 받아요. The password comes from standard input, never from arguments:
  printf %s "$PASSWORD" | npm run --silent staff -- add --email kim@shop.kr --role manager --password-stdin`;

interface Given {
  email?: string | undefined;
  name?: string | undefined;
  role?: string | undefined;
  'password-stdin'?: boolean | undefined;
}

function need(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${option} is needed.`);
  return value;
}

function readRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new UsageError(`--role must be one of: ${roles.join(', ')}.`);
  return role;
}

async function readPassword(given: Given): Promise<string> {
  if (given['password-stdin'] !== true) throw new UsageError('--password-stdin is needed.');
  return readStandardInput();
}

function printList(accounts: StaffAccounts): void {
  for (const { email, name, role, disabled, createdAt } of accounts.list()) {
    const state = disabled ? '사용 중지 disabled' : '사용 중 active';
    console.log([email, name, role, state, createdAt.slice(0, 10)].join('\t'));
  }
}

async function perform(name: string, given: Given, accounts: StaffAccounts): Promise<void> {
  if (name === 'list') {
    printList(accounts);
    return;
  }
  const email = need(given.email, 'email');
  switch (name) {
    case 'add': {
      const role = readRole(need(given.role, 'role'));
      const password = await readPassword(given);
      const added = await accounts.add({ email, name: given.name ?? email, role, password });
      console.log(`만들었어요. Added: ${added.email} (${added.role})`);
      break;
    }
    case 'disable':
    case 'enable': {
      const { email: changed } = accounts.setDisabled(email, name === 'disable');
      console.log(
        name === 'disable'
          ? `사용을 중지했어요. 열려 있던 화면도 바로 닫혀요. Disabled: ${changed}`
          : `다시 쓸 수 있어요. Enabled: ${changed}`,
      );
      break;
    }
    case 'reset-password':
      await accounts.resetPassword(email, await readPassword(given));
      console.log(`비밀번호를 바꿨어요. 다시 로그인해야 해요. Password reset: ${email}`);
      break;
    default:
      throw new UsageError(`No such command: ${name}`);
  }
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError('One command, please.');
  const connection = openDataFile();
  try {
    await perform(name, values, staffAccounts(connection, systemClock, systemRandom));
  } finally {
    connection.close();
  }
});
