/** `npm run token`: service tokens for storefronts. */
import { parseArgs } from 'node:util';
import { tokenScopes, type TokenScope } from '../../shared/permissions.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { serviceTokens, type RefundTerms } from '../staff/service-tokens.ts';
import { staffAccounts } from '../staff/staff-accounts.ts';
import type { Storage } from '../storage/storage.ts';
import { commandAuthor } from './command-author.ts';
import { openDataStorage, runCommand, UsageError } from './run-command.ts';

const USAGE = `서비스 토큰 · service tokens
  npm run token -- add --name N --scope ${tokenScopes.join(',')}
    with the scope refund: --day-ceiling WON --owner EMAIL
  npm run token -- list
  npm run token -- revoke --name N`;

interface Given {
  name?: string | undefined;
  scope?: string | undefined;
  'day-ceiling'?: string | undefined;
  owner?: string | undefined;
}

function readScopes(text: string | undefined): TokenScope[] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  return words.map((word) => {
    const scope = tokenScopes.find((known) => known === word);
    if (!scope) throw new UsageError(`--scope takes: ${tokenScopes.join(', ')}.`);
    return scope;
  });
}

/** What a token with the scope `refund` needs; the owner is the person who counts as its maker. */
function refundTerms(given: Given, storage: Storage): RefundTerms {
  const { owner, 'day-ceiling': ceiling = '' } = given;
  if (!/^[1-9]\d{0,11}$/.test(ceiling)) {
    throw new UsageError('--day-ceiling is needed, in won: what it may refund in a day.');
  }
  const accounts = staffAccounts(systemClock);
  const maker = owner === undefined ? undefined : storage.read(accounts.findByEmail(owner));
  if (maker === undefined) {
    throw new UsageError('--owner is needed, the e-mail of the account whose token it is.');
  }
  const { id, name } = maker;
  return { dayCeilingWon: Number(ceiling), maker: { id, name } };
}

async function perform(command: string, given: Given, storage: Storage): Promise<void> {
  const tokens = serviceTokens(storage, systemClock, systemRandom);
  if (command === 'list') {
    for (const token of storage.read(tokens.list())) {
      const { name, scopes, createdAt, revokedAt, lastUsedAt, dayCeilingWon, maker } = token;
      const state = revokedAt === null ? '유효 valid' : `폐기 revoked ${revokedAt.slice(0, 10)}`;
      const used = lastUsedAt === null ? '-' : lastUsedAt;
      const refunds = dayCeilingWon === null ? [] : [`≤ ${String(dayCeilingWon)}`, maker?.name];
      const columns = [name, scopes.join(','), state, createdAt.slice(0, 10), used, ...refunds];
      console.log(columns.join('\t'));
    }
    return;
  }
  const { name } = given;
  if (name === undefined) throw new UsageError('--name is needed.');
  switch (command) {
    case 'add': {
      const scopes = readScopes(given.scope);
      const terms = scopes.includes('refund') ? refundTerms(given, storage) : undefined;
      const { text } = await tokens.add(commandAuthor(), name, scopes, terms);
      console.error(
        '지금 한 번만 볼 수 있어요. 안전한 곳에 보관해 주세요. Shown once; keep it safe:',
      );
      console.log(text);
      break;
    }
    case 'revoke':
      await tokens.revoke(commandAuthor(), name);
      console.log(`폐기했어요. Revoked: ${name}`);
      break;
    default:
      throw new UsageError(`No such command: ${command}`);
  }
}

await runCommand(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scope: { type: 'string' },
      'day-ceiling': { type: 'string' },
      owner: { type: 'string' },
    },
  });
  const [command, ...rest] = positionals;
  if (command === undefined || rest.length > 0) throw new UsageError('One command, please.');
  const storage = openDataStorage();
  try {
    await perform(command, values, storage);
  } finally {
    storage.close();
  }
});
