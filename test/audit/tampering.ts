/**
 * Ways to rewrite history with access to the database file. Each knows which evidence is left of
 * it: in the file itself, or only in a checkpoint that was stored elsewhere.
 */
import type { AuditKey } from '../../server/audit/audit-key.ts';
import { signCheckpoint } from '../../server/audit/signed-texts.ts';
import type { AuditRow } from '../../server/storage/schema.ts';
import type { AuditCheckpoint } from '../../shared/audit.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';
import { hashAnew } from './sample-log.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';

/** Where the evidence is. */
export type Needs = 'inside' | 'outside';

/** A log before it is tampered with. */
export interface Original {
  bytes: Buffer;
  /** The same file at earlier times. */
  older: readonly Buffer[];
  rows: readonly AuditRow[];
  checkpoints: readonly AuditCheckpoint[];
  /** The row that explains why the log does not start at 1; `null` where it does. */
  prunedSeq: number | null;
}

export interface Attack {
  original: Original;
  random: SeededRandom;
  foreignKey: AuditKey;
}

/** Changes the file as bytes, or the database without its triggers. */
export type Tampering =
  | { file: (attack: Attack) => { bytes: Buffer; needs: Needs } }
  | { rows: (attack: Attack) => Unit<Needs> };

const seqsOf = ({ rows }: Original) => rows.map(({ seq }) => seq);
const lastCheckpointSeq = ({ checkpoints }: Original) => checkpoints.at(-1)?.seq ?? 0;
const lastSeq = ({ rows }: Original) => rows.at(-1)?.seq ?? 0;
const firstSeq = ({ rows }: Original) => rows[0]?.seq ?? 0;

/** A row that may be rehashed without invalidating the row that explains a pruned log. */
function pickFree({ original, random }: Attack, from: number): number {
  const { prunedSeq } = original;
  return random.pick(seqsOf(original).filter((seq) => seq >= from && seq !== prunedSeq));
}

const columns = [
  ...['at', 'actor_type', 'actor_id', 'actor_name', 'address', 'action'],
  ...['pay_token', 'operation_id', 'detail', 'prev_hash', 'hash'],
] as const;
const nullable = new Set<string>([
  'actor_id',
  'actor_name',
  'address',
  'pay_token',
  'operation_id',
]);

/** A different value: one character replaced, added or removed, or null. */
function otherText(value: unknown, random: SeededRandom, mayBeNull: boolean): string | null {
  if (typeof value !== 'string' || value === '') return random.pick(['x', '0', '조작']);
  if (mayBeNull && random.oneIn(6)) return random.oneIn(2) ? null : '';
  const signs = Array.from(value);
  const at = random.below(signs.length);
  const sign = random.pick(['0', 'f', '😀', '\0', ' ', '가'].filter((one) => one !== signs[at]));
  const removed = random.pick([0, 1, 1, 1]);
  signs.splice(at, removed, ...(removed === 1 && random.oneIn(6) ? [] : [sign]));
  return signs.join('');
}

function* setField(seq: number, column: string, random: SeededRandom): Unit<void> {
  const before = yield* prepare(`SELECT ${column} FROM audit WHERE seq = ?`).value(seq);
  const value = otherText(before, random, nullable.has(column));
  yield* prepare(`UPDATE audit SET ${column} = ? WHERE seq = ?`).run(value, seq);
}

const without = (where: string, ...given: number[]) =>
  prepare(`DELETE FROM ${where}`).run(...given);

/** Moves rows to other numbers: each of the named columns moves along. */
function* renumber(moves: ReadonlyMap<number, number>): Unit<void> {
  const move = prepare('UPDATE audit SET seq = ? WHERE seq = ?');
  for (const [from, to] of moves) yield* move.run(-1000 - to, from);
  for (const to of moves.values()) yield* move.run(to, -1000 - to);
}

function* insertRow(row: AuditRow): Unit<void> {
  const names = Object.keys(row);
  const values = names.map((name) => `@${name}`).join();
  yield* prepare(`INSERT INTO audit (${names.join()}) VALUES (${values})`).run(row);
}

const cutFrom = function* (seq: number, original: Original): Unit<Needs> {
  yield* without('audit WHERE seq >= ?', seq);
  if (original.prunedSeq !== null && seq <= original.prunedSeq) return 'inside';
  return seq <= lastCheckpointSeq(original) ? 'inside' : 'outside';
};

const onRows: Record<string, (attack: Attack) => Unit<Needs>> = {
  'one field of a row': function* ({ original, random }) {
    yield* setField(random.pick(seqsOf(original)), random.pick(columns), random);
    return 'inside';
  },
  'the number of a row': function* ({ original, random }) {
    const seq = random.pick(seqsOf(original));
    const to = random.pick([0, -5, seq + 1000, 2 ** 52]);
    yield* prepare('UPDATE audit SET seq = ? WHERE seq = ?').run(to, seq);
    return 'inside';
  },
  'rows deleted': function* ({ original, random }) {
    const seqs = seqsOf(original).slice(0, -1);
    const from = random.pick(seqs);
    const to = Math.min(from + random.below(5), lastSeq(original) - 1);
    yield* without('audit WHERE seq BETWEEN ? AND ?', from, to);
    return 'inside';
  },
  'a row inserted': function* ({ original, random }) {
    const row = random.pick(original.rows);
    const at = random.pick([firstSeq(original) - 1, ...seqsOf(original), lastSeq(original) + 1]);
    const later = seqsOf(original).filter((seq) => seq >= at);
    yield* renumber(new Map(later.map((seq) => [seq, seq + 1])));
    yield* insertRow({ ...row, seq: at, action: 'signed-out' });
    return 'inside';
  },
  'two rows exchanged': function* ({ original, random }) {
    const a = random.pick(seqsOf(original));
    const b = random.pick(seqsOf(original).filter((seq) => seq !== a));
    yield* renumber(
      new Map([
        [a, b],
        [b, a],
      ]),
    );
    return 'inside';
  },
  'rows in another order': function* ({ original, random }) {
    const from = random.below(original.rows.length - 2);
    const span = seqsOf(original).slice(from, from + 2 + random.below(8));
    yield* renumber(new Map(span.map((seq, index) => [seq, span.at(-1 - index)!])));
    return 'inside';
  },
  'the end cut off before a checkpoint': function* ({ original, random }) {
    const seqs = seqsOf(original).filter((seq) => seq <= lastCheckpointSeq(original));
    return yield* cutFrom(random.pick(seqs), original);
  },
  'the end cut off after the last checkpoint': function* ({ original, random }) {
    const seqs = seqsOf(original).filter((seq) => seq > lastCheckpointSeq(original));
    return yield* cutFrom(random.pick(seqs), original);
  },
  'the end cut off with its checkpoints': function* ({ original, random }) {
    const { prunedSeq } = original;
    const seq = random.pick(seqsOf(original).filter((one) => one > (prunedSeq ?? 1)));
    yield* without('audit WHERE seq >= ?', seq);
    yield* without('audit_checkpoint WHERE seq >= ?', seq);
    return 'outside';
  },
  'hashed anew from a change on': function* (attack) {
    const { original, random } = attack;
    const until = lastCheckpointSeq(original);
    const seq = random.pick(seqsOf(original).filter((one) => one <= until));
    yield* setField(seq, 'detail', random);
    yield* hashAnew(seq);
    return 'inside';
  },
  'hashed anew from a change after the last checkpoint on': function* (attack) {
    const seq = pickFree(attack, lastCheckpointSeq(attack.original) + 1);
    yield* setField(seq, 'detail', attack.random);
    yield* hashAnew(seq);
    return 'outside';
  },
  'hashed anew, and the checkpoints from there on deleted': function* (attack) {
    const seq = pickFree(attack, 0);
    yield* setField(seq, 'actor_id', attack.random);
    yield* hashAnew(seq);
    yield* without('audit_checkpoint WHERE seq >= ?', seq);
    return 'outside';
  },
  'hashed anew, and signed with another key': function* (attack) {
    const seq = pickFree(attack, 0);
    yield* setField(seq, 'actor_id', attack.random);
    yield* hashAnew(seq);
    const write = prepare(
      'UPDATE audit_checkpoint SET hash = @hash, signature = @signature WHERE seq = @seq',
    );
    for (const checkpoint of attack.original.checkpoints) {
      const now = yield* prepare('SELECT hash FROM audit WHERE seq = ?').value(checkpoint.seq);
      if (typeof now !== 'string') continue;
      yield* write.run(signCheckpoint(attack.foreignKey, { ...checkpoint, hash: now }));
    }
    return 'inside';
  },
};

const onCheckpoints: typeof onRows = {
  'one field of a checkpoint': function* ({ original, random }) {
    const { seq, ...texts } = random.pick(original.checkpoints);
    const column = random.pick(['seq', 'hash', 'at', 'signature'] as const);
    const free = seqsOf(original).filter((one) =>
      original.checkpoints.every((checkpoint) => checkpoint.seq !== one),
    );
    const value = column === 'seq' ? random.pick(free) : otherText(texts[column], random, false);
    yield* prepare(`UPDATE audit_checkpoint SET ${column} = ? WHERE seq = ?`).run(value, seq);
    return 'inside';
  },
  'two checkpoints mixed up': function* ({ original, random }) {
    const a = random.pick(original.checkpoints);
    const b = random.pick(original.checkpoints.filter(({ seq }) => seq !== a.seq));
    const column = random.pick(['hash', 'signature'] as const);
    const write = prepare(`UPDATE audit_checkpoint SET ${column} = ? WHERE seq = ?`);
    yield* write.run(b[column], a.seq);
    yield* write.run(a[column], b.seq);
    return 'inside';
  },
  'a forged checkpoint': function* ({ original, random, foreignKey }) {
    const { seq, hash, at } = random.pick(original.rows);
    const forged = signCheckpoint(foreignKey, { seq, hash, at });
    yield* prepare(
      'INSERT OR REPLACE INTO audit_checkpoint VALUES (@seq, @hash, @at, @signature)',
    ).run(forged);
    return 'inside';
  },
  'checkpoints deleted': function* ({ original, random }) {
    const { seq } = random.pick(original.checkpoints);
    const andLater = random.oneIn(2);
    yield* without(`audit_checkpoint WHERE seq ${andLater ? '>=' : '='} ?`, seq);
    // A pruned log needs the checkpoint of the last deleted row.
    const needed = original.prunedSeq === null ? null : firstSeq(original) - 1;
    return needed === seq || (andLater && needed !== null && seq < needed) ? 'inside' : 'outside';
  },
};

const onFile: Record<string, (attack: Attack) => { bytes: Buffer; needs: Needs }> = {
  'one byte of the file': ({ original, random }) => {
    const bytes = Buffer.from(original.bytes);
    const detail = Buffer.from(random.pick(original.rows).detail);
    const offset = random.below(detail.length);
    const flip = 1 << random.below(8);
    // A split page may hold a second, unused copy of the same bytes.
    let found = bytes.indexOf(detail);
    while (found !== -1) {
      bytes[found + offset] = bytes[found + offset]! ^ flip;
      found = bytes.indexOf(detail, found + 1);
    }
    return { bytes, needs: 'inside' };
  },
  'an older file put back': ({ original, random }) => ({
    bytes: random.pick(original.older),
    needs: 'outside',
  }),
};

/** Every tampering, by its name in docs/audit.md. */
export const tamperings: readonly (readonly [name: string, Tampering])[] = [
  ...Object.entries({ ...onRows, ...onCheckpoints }).map(
    ([name, rows]) => [name, { rows }] as const,
  ),
  ...Object.entries(onFile).map(([name, file]) => [name, { file }] as const),
];
