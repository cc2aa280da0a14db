/** Small files that must be on disk before the desk continues. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Syncs the folder: a created or removed name must be on disk too, not only the bytes. */
function syncFolderOf(file: string): void {
  const handle = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes the file atomically; it is on disk when this returns.
 * @throws Error when the disk refuses
 */
export function writeSynced(file: string, text: string): void {
  const part = `${file}.new`;
  const handle = openSync(part, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, file);
  syncFolderOf(file);
}

/**
 * Removes the file; the removal is on disk when this returns.
 * @throws Error when the disk refuses
 */
export function removeSynced(file: string): void {
  rmSync(file, { force: true });
  syncFolderOf(file);
}
