import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Creates a file that only its owner can read. It appears complete or not at all and never replaces
 * another. When two processes create it at the same time, such as the desk and a command, both use
 * the first one's.
 * @param content called only when the file does not exist
 * @throws Error when the folder can't be written
 */
export function createFileIfMissing(file: string, content: () => string): void {
  if (existsSync(file)) return;
  const part = `${file}.${String(process.pid)}.part`;
  try {
    writeFileSync(part, content(), { mode: 0o600, flush: true });
    // A hard link fails when the target exists (a rename would replace it) and is never half
    // written (`wx` can be).
    linkSync(part, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    // Also removes a partial file after the disk was full.
    rmSync(part, { force: true });
  }
}
