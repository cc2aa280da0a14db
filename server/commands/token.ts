/** `npm run token`: service tokens for storefronts. */
import { parseArgs } from 'node:util';
import { tokenScopes, type TokenScope } from '../../shared/permissions.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { serviceTokens, type ServiceTokens } from '../staff/service-tokens.ts';
import { commandAuthor } from './command-author.ts';
import { openDataFile, runCommand, UsageError } from './run-command.ts';

const USAGE = `서비스 토큰 · service tokens
  npm run token -- add --name N --scope ${tokenScopes.join(',')}
  npm run token -- list
  npm run token -- revoke --name N`;

interface Given {
  name?: string | undefined;
  scope?: string | undefined;
}

function readScopes(text: string | undefined): TokenScope[] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  return words.map((word) => {
    const scope = tokenScopes.find((known) => known === word);
    if (!scope) throw new UsageError(`--scope takes: ${tokenScopes.join(', ')}.`);
    return scope;
  });
}

function perform(command: string, given: Given, tokens: ServiceTokens): void {
  if (command === 'list') {
    for (const { name, scopes, createdAt, revokedAt, lastUsedAt } of tokens.list()) {
      const state = revokedAt === null ? '유효 valid' : `폐기 revoked ${revokedAt.slice(0, 10)}`;
      const used = lastUsedAt === null ? '-' : lastUsedAt;
      console.log([name, scopes.join(','), state, createdAt.slice(0, 10), used].join('\t'));
    }
    return;
  }
  const { name } = given;
  if (name === undefined) throw new UsageError('--name is needed.');
  switch (command) {
    case 'add': {
      const { text } = tokens.add(commandAuthor(), name, readScopes(given.scope));
      console.error(
        '지금 한 번만 볼 수 있어요. 안전한 곳에 보관해 주세요. Shown once; keep it safe:',
      );
      console.log(text);
      break;
    }
    case 'revoke':
      tokens.revoke(commandAuthor(), name);
      console.log(`폐기했어요. Revoked: ${name}`);
      break;
    default:
      throw new UsageError(`No such command: ${command}`);
  }
}

await runCommand(USAGE, () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, scope: { type: 'string' } },
  });
  const [command, ...rest] = positionals;
  if (command === undefined || rest.length > 0) throw new UsageError('One command, please.');
  const connection = openDataFile();
  try {
    perform(command, values, serviceTokens(connection, systemClock, systemRandom));
  } finally {
    connection.close();
  }
  return Promise.resolve();
});
