/** The packages of package-lock.json, and whether npm installed exactly those. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  integrity?: string;
  optional?: boolean;
}

/** npm's record of the installed packages. */
const INSTALLED = 'node_modules/.package-lock.json';

/** By their folders, such as `node_modules/undici`, without the project itself. */
export function readPackages(root: string, lock: string): Record<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(join(root, lock), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const { '': _project, ...others } = packages;
  return others;
}

/**
 * The folders of packages whose installed version differs from package-lock.json, that are missing
 * there, or not installed. Optional ones may be missing: npm leaves out what is for other
 * platforms.
 */
export function differingPackages(root: string): string[] {
  const locked = readPackages(root, 'package-lock.json');
  const installed = existsSync(join(root, INSTALLED)) ? readPackages(root, INSTALLED) : {};
  const folders = [...new Set([...Object.keys(locked), ...Object.keys(installed)])];
  return folders.filter((folder) => {
    const [wanted, there] = [locked[folder], installed[folder]];
    if (there === undefined) return wanted?.optional !== true;
    return wanted?.version !== there.version || wanted?.integrity !== there.integrity;
  });
}
