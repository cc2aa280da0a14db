import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type FormatConfig } from 'oxfmt';

const SETTINGS = join(import.meta.dirname, '../../.oxfmtrc.json');

/** Formats Markdown as `npm run format` does. @throws Error where it can't be parsed */
export async function formatPage(text: string): Promise<string> {
  const settings = JSON.parse(readFileSync(SETTINGS, 'utf8')) as FormatConfig;
  const { code, errors } = await format('page.md', text, settings);
  const [error] = errors;
  if (error !== undefined) throw new Error(error.message);
  return code;
}
