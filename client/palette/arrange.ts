/** What the palette shows for what was typed, in which order. Pure. */
import { commandGroups, type Command, type CommandGroup } from './command.ts';
import { matchScore } from './match.ts';

export type SectionName = CommandGroup | 'recent' | 'best';

export interface Section {
  name: SectionName;
  commands: readonly Command[];
}

/** More than this nobody reads. */
const MOST_FOUND = 12;

function sectionsOf(commands: readonly Command[]): Section[] {
  return commandGroups
    .map((name) => ({ name, commands: commands.filter((one) => one.group === name) }))
    .filter((section) => section.commands.length > 0);
}

/** Before anything is typed: what is at hand, what was used last, then everything by its kind. */
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

/** What was typed finds the best first, whatever its kind; of equals, what is at hand. */
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
