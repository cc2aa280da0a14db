/** Small files whose content must be on disk before the desk goes on. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A name that came or went must be on disk too, not just the bytes. */
function syncFolderOf(file: string): void {
  const handle = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes the file whole or not at all; it is on disk when this returns.
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
 * Removes the file, which is gone from the disk when this returns.
 * @throws Error when the disk refuses
 */
export function removeSynced(file: string): void {
  rmSync(file, { force: true });
  syncFolderOf(file);
}
