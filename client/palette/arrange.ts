/** Selects and orders the commands for the typed text; pure. */
import { commandGroups, type Command, type CommandGroup } from './command.ts';
import { matchScore } from './match.ts';

export type SectionName = CommandGroup | 'recent' | 'best';

export interface Section {
  name: SectionName;
  commands: readonly Command[];
}

/** Limit of shown matches. */
const MOST_FOUND = 12;

function sectionsOf(commands: readonly Command[]): Section[] {
  return commandGroups
    .map((name) => ({ name, commands: commands.filter((one) => one.group === name) }))
    .filter((section) => section.commands.length > 0);
}

/** Without any text: commands of the current payment, recent ones, then all others by group. */
function everything(commands: readonly Command[], recent: readonly string[]): Section[] {
  const used = recent.flatMap((id) => commands.find((one) => one.id === id && one.lasting) ?? []);
  const rest = sectionsOf(commands.filter((one) => !used.includes(one)));
  if (used.length === 0) return rest;
  const recentSection: Section = { name: 'recent', commands: used };
  return [
    ...rest.filter(({ name }) => name === 'hand'),
    recentSection,
    ...rest.filter(({ name }) => name !== 'hand'),
  ];
}

/** Best matches first, across groups; equal scores keep the order of `commands`. */
export function arrange(
  typed: string,
  commands: readonly Command[],
  recent: readonly string[],
): Section[] {
  if (typed.trim() === '') return everything(commands, recent);
  const found = commands
    .map((command) => ({ command, score: matchScore(typed, [command.label, ...command.words]) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND)
    .map(({ command }) => command);
  return found.length === 0 ? [] : [{ name: 'best', commands: found }];
}
