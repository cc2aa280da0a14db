import { describe, expect, it } from 'vitest';
import { focuses } from '../simulation/profile.ts';
import { mutantsCommand } from './command.ts';
import { mutants } from './mutants.ts';

describe('the list', () => {
  it('has unique names, and says in a sentence what each mutant does', () => {
    const names = mutants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, what, whatKo } of mutants) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(whatKo).toMatch(/[가-힣].*요\.$/);
    }
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it('limits mutants only to existing kinds of schedules', () => {
    const simulated = mutants.filter(({ gate }) => gate === 'simulation');
    expect(focuses).toEqual(expect.arrayContaining(simulated.flatMap(({ only }) => only ?? [])));
  });
});

describe('the command', () =>
  it('refuses a mutant that is not in the list', async () => {
    await expect(mutantsCommand(['--only', 'no-such-mutant'])).rejects.toThrow('no-such-mutant');
  }));
