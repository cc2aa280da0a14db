/** Generates docs/authorization.md from the matrix that the tests check. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPage } from '../support/format-page.ts';
import { kinds, matrix, pages, type Rule, type Verdict } from './matrix.ts';
import { ownObjects } from './own-objects.ts';

export const AUTHORIZATION_PAGE = join(import.meta.dirname, '../../docs/authorization.md');

const marks: Record<Verdict, { mark: string; meaning: string }> = {
  in: { mark: '✓', meaning: 'let in: whatever follows, it is neither of the refusals below' },
  'not-signed-in': { mark: '·', meaning: '401 `not-signed-in`' },
  'second-factor-needed': { mark: 'h', meaning: '401 `second-factor-needed`' },
  'screen-locked': { mark: 'l', meaning: '401 `screen-locked`' },
  forbidden: { mark: '✗', meaning: '403 `forbidden`' },
  'two-factor-required': { mark: 'e', meaning: '403 `two-factor-required`' },
  'step-up-needed': { mark: 's', meaning: '403 `step-up-needed`' },
  'foreign-origin': { mark: 'o', meaning: '403 `foreign-origin`' },
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function routeTable(rules: Readonly<Record<string, Rule>>): string {
  const rows = Object.entries(rules).map(([route, rule]) => {
    const [method = '', path = ''] = route.split(' ');
    const cells = kinds.map((kind) => marks[rule.verdict(kind)].mark);
    return [method, `\`${path}\``, rule.who, ...cells];
  });
  return table(['Method', 'Route', 'Who may', ...kinds.map((_, n) => String(n + 1))], rows);
}

export async function authorizationPage(): Promise<string> {
  const text = [
    '# Who may call what',
    'Every route that is mounted, and everybody who may come to it. This page is made by `npx tsx test/authorization/main.ts` from `test/authorization/matrix.ts`; the tests ask a running desk for each cell, list what Express has really mounted, and fail where one of the three differs.',
    '## Who asks',
    kinds.map(({ name }, n) => `${n + 1}. ${name}`).join('\n'),
    '## What they get',
    table(
      ['Mark', 'Meaning'],
      Object.values(marks).map(({ mark, meaning }) => [mark, meaning]),
    ),
    '## Routes',
    routeTable(matrix),
    'A route that answers `GET` answers `HEAD` alike. Every other method of a path is `404`, and tells nothing of who may use the path.',
    '## Pages',
    'The files of the screens hold nothing of anybody; whatever is no route above is one of them, or `404`.',
    routeTable(pages),
    '## One’s own and others’',
    'Payments and operations belong to the shop: whoever may read them reads all of them. What belongs to a person:',
    table(
      ['What', 'Asked for', 'What happens'],
      ownObjects.map(({ what, asked, then }) => [what, asked, then]),
    ),
  ].join('\n\n');
  return formatPage(text);
}

export async function writeAuthorizationPage(): Promise<void> {
  await writeFile(AUTHORIZATION_PAGE, await authorizationPage());
}
