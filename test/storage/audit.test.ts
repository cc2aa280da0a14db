import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit, deskActor, FIRST_HASH, newestAudit } from '../../server/storage/audit.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import { describeOnEachEngine } from '../support/each-engine.ts';
import { openOn, type TestStorage } from '../support/open-test-storage.ts';

const at = '2026-11-26T00:00:00.000Z';
describeOnEachEngine((engine) => {
  let kept: TestStorage;
  beforeEach(() => {
    kept = openOn(engine);
  });
  afterEach(() => kept.close());

  const rows = () => kept.db.all('SELECT * FROM audit ORDER BY seq') as AuditRow[];

  describe('a row of the audit log', () => {
    it('follows the one before; the first one follows none', async () => {
      expect(kept.storage.read(newestAudit())).toBeNull();
      await kept.storage.transact(function* () {
        yield* appendAudit({ at, actor: deskActor, action: 'operation-ended' });
        yield* appendAudit({ at, actor: deskActor, action: 'signed-out', detail: { a: 1 } });
      });
      const [first, second] = rows();
      expect(first).toMatchObject({ seq: 1, prev_hash: FIRST_HASH, detail: '{}' });
      expect(second).toMatchObject({ seq: 2, prev_hash: first?.hash, detail: '{"a":1}' });
      expect(kept.storage.read(newestAudit())).toEqual({ seq: 2, hash: second?.hash });
    });

    it('is not written outside of a transaction, where two could follow the same one', () => {
      expect(() =>
        kept.storage.read(appendAudit({ at, actor: deskActor, action: 'signed-out' })),
      ).toThrow('An audit row needs a transaction');
      expect(rows()).toEqual([]);
    });

    it('stores a name with a lone surrogate as it is read back, so that its hash fits', async () => {
      const actor = { ...deskActor, name: 'half \ud83d sign' };
      await kept.storage.transact(() => appendAudit({ at, actor, action: 'signed-out' }));
      expect(rows()).toMatchObject([{ actor_name: 'half \ufffd sign' }]);
    });
  });
});
