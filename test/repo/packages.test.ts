import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, name), 'utf8')) as T;
}

describe('packages', () => {
  it('are pinned to exact versions', async () => {
    const { dependencies, devDependencies } =
      await readJson<Record<'dependencies' | 'devDependencies', Record<string, string>>>(
        'package.json',
      );
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('come from the configured registry: the lockfile names no host', async () => {
    const { packages } = await readJson<{ packages: Record<string, { resolved?: string }> }>(
      'package-lock.json',
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    const hosted = Object.entries(packages).filter(([, one]) => one.resolved?.includes('://'));
    expect(hosted).toEqual([]);
  });
});
