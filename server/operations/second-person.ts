/**
 * Who counts as a second person. Whoever created, reset or enabled an account may know its
 * password, so for a while the account is no second person for them. And whoever just removed the
 * other managers may not decide alone yet. The other managers see both in the meantime.
 */
import { HELD_MS, SOLE_AFTER_MS, type HeldFor } from '../../shared/operation-actions.ts';
import type { Clock } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { accountsOpened, managersRemoved, type AccountChange } from '../storage/account-acts.ts';
import type { DeskTime } from '../storage/desk-time.ts';
import { refundTokensOf } from '../storage/refund-tokens.ts';
import type { OperationRow } from '../storage/schema.ts';
import type { Unit } from '../storage/unit.ts';

/** The accounts, and the log of changes to them. */
export interface People {
  clock: Clock;
  time: Pick<DeskTime, 'present'>;
  activeManagerIds: () => Unit<readonly string[]>;
}

export function peopleOf({ clock, storage, activeManagerIds }: Deps): People {
  return { clock, time: storage.time, activeManagerIds };
}

const before = ({ clock }: People, ms: number) => new Date(clock.nowMs() - ms).toISOString();

type Binding = AccountChange & { until: string };

/**
 * The changes that are still in force, each with its end (ISO UTC). A change is in force for at
 * most `ms` from when the desk first saw it, by the desk's own time: a clock that was ahead may
 * have dated it years from now.
 */
function binding(people: People, changes: readonly AccountChange[], ms: number): Binding[] {
  const nowMs = people.clock.nowMs();
  const no = people.time.present();
  return changes.flatMap((change) => {
    const seenMs = Math.max(0, no - (change.seenNo ?? no));
    const untilMs = Math.min(Date.parse(change.at), nowMs - seenMs) + ms;
    return untilMs <= nowMs ? [] : [{ ...change, until: new Date(untilMs).toISOString() }];
  });
}

function* openings(people: People): Unit<Binding[]> {
  const opened = yield* accountsOpened(before(people, HELD_MS));
  return binding(people, opened, HELD_MS);
}

function* removals(people: People, staffId: string): Unit<Binding[]> {
  const removed = yield* managersRemoved(before(people, SOLE_AFTER_MS), staffId);
  return binding(people, removed, SOLE_AFTER_MS);
}

/** Sorts after every ISO time. */
const FOR_EVER = '9999';

/**
 * Everybody who may know an account's password: its owner, whoever created, reset or enabled it,
 * and everybody who may know the password of one of these. Each with the time (ISO UTC) until which
 * that counts.
 */
function passwordHolders(opened: readonly Binding[], staffId: string): Map<string, string> {
  const untilOf = new Map([[staffId, FOR_EVER]]);
  // A Map iterates in insertion order and includes entries added during the loop.
  for (const [id, limit] of untilOf) {
    for (const { staffId: whose, byId, until: own } of opened) {
      if (whose !== id) continue;
      const until = limit < own ? limit : own;
      if ((untilOf.get(byId) ?? '') >= until) continue;
      untilOf.delete(byId);
      untilOf.set(byId, until);
    }
  }
  return untilOf;
}

/**
 * For whom this account is no second person, and until when: as soon as one person may know the
 * passwords of both accounts, both may be that person. The relation is symmetric.
 */
export function* heldFor(people: People, staffId: string): Unit<HeldFor[]> {
  const opened = yield* openings(people);
  const own = passwordHolders(opened, staffId);
  const others = new Set(opened.flatMap(({ staffId: openedId, byId }) => [openedId, byId]));
  others.delete(staffId);
  return [...others].flatMap((other) => {
    const untils = [...passwordHolders(opened, other)].flatMap(([id, theirs]) => {
      const ours = own.get(id);
      return ours === undefined ? [] : [ours < theirs ? ours : theirs];
    });
    const until = untils.toSorted().at(-1);
    return until === undefined ? [] : [{ staffId: other, until }];
  });
}

/**
 * This account and all that may belong to the same person, with the service tokens that they made:
 * they share a daily limit.
 */
export function* accountsOf(people: People, staffId: string): Unit<string[]> {
  const held = yield* heldFor(people, staffId);
  const accounts: string[] = [];
  for (const id of [staffId, ...held.map((one) => one.staffId)]) {
    accounts.push(id, ...(yield* refundTokensOf(id)));
  }
  return accounts;
}

/** When the shop's only active manager may decide alone; `null`: already. */
function* soleFrom(people: People, staffId: string): Unit<string | null> {
  return (yield* removals(people, staffId)).at(-1)?.until ?? null;
}

function* soleFacts(people: People, staffId: string) {
  const managers = yield* people.activeManagerIds();
  const isOnly = managers.length === 1 && managers[0] === staffId;
  const from = isOnly ? yield* soleFrom(people, staffId) : null;
  return { soleManager: isOnly && from === null, soleFrom: from };
}

/** What `decisionState` needs to know about a person beside their role. */
export function* secondPersonFacts(people: People, staffId: string) {
  return { ...(yield* soleFacts(people, staffId)), heldFor: yield* heldFor(people, staffId) };
}

/** `true` when this person may decide alone, because there is no other manager. */
export function* isSoleManager(people: People, staffId: string): Unit<boolean> {
  return (yield* soleFacts(people, staffId)).soleManager;
}

/**
 * Until when (ISO UTC) this person may not decide the other one's request; `null`: they may now. A
 * shop's only manager always may.
 */
export function* heldUntil(people: People, staffId: string, otherId: string): Unit<string | null> {
  const { soleManager, heldFor: held } = yield* secondPersonFacts(people, staffId);
  if (soleManager) return null;
  return held.find((account) => account.staffId === otherId)?.until ?? null;
}

/**
 * When the first manager may approve this person's request, if all other managers' accounts are
 * held for them; `null` when somebody may now, or there is no other manager.
 */
export function* approvableFrom(people: People, requesterId: string): Unit<string | null> {
  const others = (yield* people.activeManagerIds()).filter((id) => id !== requesterId);
  const held: string[] = [];
  for (const { staffId, until } of yield* heldFor(people, requesterId)) {
    if (others.includes(staffId) && !(yield* isSoleManager(people, staffId))) held.push(until);
  }
  return held.length < others.length ? null : (held.toSorted()[0] ?? null);
}

/** How long a proposal stays open, in ms; a hold of all possible approvers is added. */
export function* approvalWaitMs(
  people: People,
  requesterId: string,
  approvalMs: number,
): Unit<number> {
  const from = yield* approvableFrom(people, requesterId);
  return from === null ? approvalMs : Date.parse(from) - people.clock.nowMs() + approvalMs;
}

/** How many ms longer a lapsed proposal stays open, as nobody could decide it; `null`: it ends. */
export function* longerOpenMs(
  deps: Deps,
  { token_maker: maker, requested_by: by }: Pick<OperationRow, 'requested_by' | 'token_maker'>,
): Unit<number | null> {
  const people = peopleOf(deps);
  if ((yield* approvableFrom(people, maker ?? by)) === null) return null;
  return yield* approvalWaitMs(people, maker ?? by, deps.rules().approvalMs);
}

/** Recent changes that managers see: accounts opened and managers removed. */
export function* accountNotices(people: People): Unit<Omit<Binding, 'seenNo'>[]> {
  return [...(yield* openings(people)), ...(yield* removals(people, ''))]
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ seenNo: _, ...notice }) => notice);
}
