import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Makes a file that its owner alone may read: whole or not at all, and never over another. Of two
 * processes that make it at once, as the desk and a command, both go on with the first one's.
 * @param content asked for only where there is no such file
 * @throws Error when the folder can't be written
 */
export function makeFileOnce(file: string, content: () => string): void {
  if (existsSync(file)) return;
  const part = `${file}.${String(process.pid)}.part`;
  try {
    writeFileSync(part, content(), { mode: 0o600, flush: true });
    // Unlike a rename it refuses where there is one, and unlike `wx` it is never seen half written.
    linkSync(part, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    // A full disk may have taken a part of it only.
    rmSync(part, { force: true });
  }
}
