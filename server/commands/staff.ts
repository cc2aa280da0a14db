/** `npm run staff`: staff accounts on the command line, including the first manager. */
import { parseArgs } from 'node:util';
import { endpoints } from '../../shared/api.ts';
import { roles } from '../../shared/permissions.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { openAccounts, type Accounts } from '../staff/open-accounts.ts';
import type { PasswordLink } from '../staff/password-links.ts';
import type { StaffAccount } from '../staff/staff-accounts.ts';
import { keptSettings } from '../storage/settings.ts';
import type { Storage } from '../storage/storage.ts';
import { commandAuthor } from './command-author.ts';
import { openDataStorage, readStandardInput, runCommand, UsageError } from './run-command.ts';

const USAGE = `직원 계정 · staff accounts
  npm run staff -- list
  npm run staff -- invite --email E --role ${roles.join('|')} [--name N]
  npm run staff -- add    --email E --role ${roles.join('|')} [--name N] --password-stdin
  npm run staff -- set    --email E [--role R] [--name N] [--may-export yes|no]
                          [--day-ceiling WON|none]
  npm run staff -- disable --email E
  npm run staff -- enable  --email E
  npm run staff -- reset-password   --email E --link | --password-stdin
  npm run staff -- reset-two-factor --email E
  npm run staff -- lift-wait --email E
lift-wait는 이 사람의 대기를 풀어요: 다른 관리자가 만들거나 다시 활성화한 계정의 72시간, 혼자 남은 관리자의 24시간.
lift-wait ends the waits of this person: 72 hours after another manager made, reset or enabled the
account, 24 hours for whoever is left as the only manager.
invite와 --link는 비밀번호를 정하는 링크를 한 번만 보여 줘요.
invite and --link show once a link by which the person chooses a password.
비밀번호는 표준 입력으로만 받아요. A password comes from standard input, never from arguments:
  printf %s "$PASSWORD" | npm run --silent staff -- add --email kim@shop.kr --role manager --password-stdin`;

const OPTIONS = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  'may-export': { type: 'string' },
  'day-ceiling': { type: 'string' },
  link: { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
} as const;

type Option = keyof typeof OPTIONS;
type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

interface Parts extends Accounts {
  storage: Storage;
}

interface Command {
  /** Allowed beside `--email`. */
  options: readonly Option[];
  run: (given: Given, parts: Parts) => void | Promise<void>;
}

const bodyOfInvite = endpoints['POST /api/staff'].body;
const bodyOfChange = endpoints['PATCH /api/staff/:id'].body;

const optionOf: Readonly<Record<string, Option>> = {
  email: 'email',
  name: 'name',
  role: 'role',
  mayExport: 'may-export',
  dayCeilingWon: 'day-ceiling',
};

/** Validates options with the same schemas as the API. */
function read<T>(
  schema: { safeParse: (value: unknown) => SafeParsed<T> },
  value: Record<string, unknown>,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const option = optionOf[String(path[0])];
    return option === undefined ? message : `--${option}: ${message}`;
  });
  throw new UsageError(wrong.join('\n'));
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}
type SafeParsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly Issue[] } };

function need(value: string | undefined, option: Option): string {
  if (value === undefined || value === '') throw new UsageError(`--${option} is needed.`);
  return value;
}

function accountOf({ storage, accounts }: Parts, given: Given): StaffAccount {
  const account = storage.read(accounts.findByEmail(need(given.email, 'email')));
  if (account === undefined) throw new AppError('not-found');
  return account;
}

function newAccount(given: Given) {
  const email = need(given.email, 'email');
  return read(bodyOfInvite, { email, name: given.name ?? email, role: need(given.role, 'role') });
}

async function readPassword(given: Given): Promise<string> {
  if (given['password-stdin'] !== true) throw new UsageError('--password-stdin is needed.');
  return readStandardInput();
}

function printLink({ link, until }: PasswordLink): void {
  console.error(
    `지금 한 번만 볼 수 있어요. 받을 사람에게만 보내 주세요 (${until}까지). ` +
      `Shown once; send it to nobody else (until ${until}):`,
  );
  console.log(link);
}

function stateOf({ disabled, invited }: StaffAccount): string {
  if (disabled) return '사용 중지 disabled';
  return invited ? '초대함 invited' : '사용 중 active';
}

function printList({ storage, accounts }: Parts): void {
  for (const account of storage.read(accounts.list())) {
    const { email, name, role, createdAt, lastSignInAt, twoFactor } = account;
    const factor = twoFactor ? '2단계 two-factor' : '-';
    const seen = lastSignInAt?.slice(0, 10) ?? '-';
    const columns = [email, name, role, stateOf(account), createdAt.slice(0, 10), seen, factor];
    console.log(columns.join('\t'));
  }
}

function yesOrNo(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') throw new UsageError('--may-export takes: yes, no.');
  return text === 'yes';
}

function ceilingOf(text: string | undefined): number | null | undefined {
  if (text === undefined || text === 'none') return text === undefined ? undefined : null;
  if (!/^\d{1,13}$/.test(text)) throw new UsageError('--day-ceiling takes an amount, or none.');
  return Number(text);
}

async function set(given: Given, parts: Parts): Promise<void> {
  const wish = read(bodyOfChange, {
    ...(given.name === undefined ? {} : { name: given.name }),
    ...(given.role === undefined ? {} : { role: given.role }),
    ...(given['may-export'] === undefined ? {} : { mayExport: yesOrNo(given['may-export']) }),
    ...(given['day-ceiling'] === undefined
      ? {}
      : { dayCeilingWon: ceilingOf(given['day-ceiling']) }),
  });
  const { id } = accountOf(parts, given);
  const { email, role } = await parts.changes.change(commandAuthor(), id, wish);
  console.log(`바꿨어요. 다음 요청부터 적용돼요. Changed: ${email} (${role})`);
}

const commands: Readonly<Record<string, Command>> = {
  list: {
    options: [],
    run: (_given, parts) => printList(parts),
  },
  invite: {
    options: ['role', 'name'],
    run: async (given, { changes }) =>
      printLink(await changes.invite(commandAuthor(), newAccount(given))),
  },
  add: {
    options: ['role', 'name', 'password-stdin'],
    run: async (given, { changes }) => {
      const account = newAccount(given);
      const password = await readPassword(given);
      const { email, role } = await changes.add(commandAuthor(), { ...account, password });
      console.log(`만들었어요. Added: ${email} (${role})`);
    },
  },
  set: { options: ['role', 'name', 'may-export', 'day-ceiling'], run: set },
  disable: {
    options: [],
    run: async (given, parts) => {
      const { id, email } = accountOf(parts, given);
      await parts.changes.change(commandAuthor(), id, { disabled: true });
      console.log(`사용을 중지했어요. 바로 로그아웃돼요. Disabled: ${email}`);
    },
  },
  enable: {
    options: [],
    run: async (given, parts) => {
      const { id, email } = accountOf(parts, given);
      await parts.changes.change(commandAuthor(), id, { disabled: false });
      console.log(`다시 활성화했어요. Enabled: ${email}`);
    },
  },
  'reset-password': {
    options: ['link', 'password-stdin'],
    run: async (given, parts) => {
      const { id, email } = accountOf(parts, given);
      if (given.link === true) {
        printLink(await parts.changes.offerPassword(commandAuthor(), id));
        return;
      }
      await parts.changes.resetPassword(commandAuthor(), id, await readPassword(given));
      console.log(`비밀번호를 바꿨어요. 다시 로그인해야 해요. Password reset: ${email}`);
    },
  },
  'lift-wait': {
    options: [],
    run: async (given, parts) => {
      const { id, email } = accountOf(parts, given);
      await parts.changes.liftWait(commandAuthor(), id);
      console.log(`대기를 풀었어요. 감사 기록에 남아요. Lifted, and in the audit log: ${email}`);
    },
  },
  'reset-two-factor': {
    options: [],
    run: async (given, parts) => {
      const { id, email } = accountOf(parts, given);
      await parts.changes.resetTwoFactor(commandAuthor(), id);
      console.log(`2단계 인증을 초기화했어요. 다시 로그인해야 해요. Two-factor removed: ${email}`);
    },
  },
};

function commandNamed(name: string | undefined, given: Given): Command {
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || command === undefined || !Object.hasOwn(commands, name)) {
    throw new UsageError(name === undefined ? 'One command, please.' : `No such command: ${name}`);
  }
  const allowed: readonly string[] = name === 'list' ? [] : ['email', ...command.options];
  const stray = Object.keys(given).find((option) => !allowed.includes(option));
  if (stray !== undefined) throw new UsageError(`${name} takes no --${stray}.`);
  return command;
}

function partsOn(storage: Storage): Parts {
  const { publicUrl, demoStaff, shopName } = readConfig();
  const accounts = openAccounts({
    storage,
    clock: systemClock,
    random: systemRandom,
    publicUrl,
    demoStaff,
    shopName: () => storage.read(keptSettings()).settings.shopName ?? shopName,
  });
  return { storage, ...accounts };
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('One command, please.');
  const command = commandNamed(name, values);
  const storage = openDataStorage();
  try {
    await command.run(values, partsOn(storage));
  } finally {
    storage.close();
  }
});
