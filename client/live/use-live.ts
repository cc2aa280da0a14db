/** What a tab does to stay up to date, and what the screens may know about it. */
import { useEffect, useSyncExternalStore } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';
import { ProblemError } from '../problem-error.ts';
import { ChangeCollector, type QueryKeyPrefix } from './change-collector.ts';
import { LiveRelay, type RelayChannel, type RelayLocks } from './live-relay.ts';
import type { EventStream, LiveState, Reach, StreamReceiver } from './live-stream.ts';
import { pollInstead } from './poll-instead.ts';
import { WatchList } from './watch-list.ts';

export type { LiveState } from './live-stream.ts';

const watchList = new WatchList();
const listeners = new Set<() => void>();
let state: LiveState = 'connecting';
let leads = false;
let heldSeq: number | null = null;

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

function setLeads(next: boolean): void {
  leads = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells the newest event that the answers of the page, which are in the cache, hold already. */
export function startAfter(seq: number): void {
  heldSeq = seq;
}

/** For the first stream alone: when a later one begins, nobody knows what was missed. */
function takeHeldSeq(): number | null {
  const seq = heldSeq;
  heldSeq = null;
  return seq;
}

const readState = () => state;
const readLeads = () => leads;

/** Whether what is shown follows the desk by itself. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, readState, readState);
}

/** Whether this tab is the one of its browser that does what only one should. */
export function useLeads(): boolean {
  return useSyncExternalStore(subscribe, readLeads, readLeads);
}

/**
 * Tells the desk's poller which payments are on the screen, while this tab is looked at.
 * @returns takes them back; give it to an effect
 */
export function watchPayments(payTokens: readonly string[]): () => void {
  return watchList.show(payTokens);
}

async function probe(): Promise<Reach> {
  try {
    await callApi('GET /api/me', {});
    return 'signed-in';
  } catch (error) {
    const signedOut = error instanceof ProblemError && error.problem.status === 401;
    return signedOut ? 'signed-out' : 'unreachable';
  }
}

function openStream(after: number | null): EventStream {
  const query = after === null ? '' : `?after=${String(after)}`;
  return new EventSource(`/api/events${query}`);
}

function receiverFor(queryClient: QueryClient, collector: ChangeCollector): StreamReceiver {
  return {
    onState: setState,
    onChanges: (changes) => collector.add(changes),
    onReset: () => collector.addAll(),
    onSignedOut: () => {
      setState('offline');
      void queryClient.invalidateQueries({ queryKey: ['me'] });
    },
  };
}

function start(queryClient: QueryClient): () => void {
  const isVisible = () => document.visibilityState === 'visible';
  // A hidden tab asks only for what its title tells; the rest is asked when it is looked at.
  const refetchType = (key: QueryKeyPrefix) => {
    // What takes the desk long to add up says itself how soon it is asked again.
    if (key[0] === 'overview') return 'none';
    return isVisible() || key[0] === 'counters' ? 'active' : 'none';
  };
  const collector = new ChangeCollector((keys) =>
    Promise.all(
      keys.map((queryKey) =>
        queryClient.invalidateQueries({ queryKey, refetchType: refetchType(queryKey) }),
      ),
    ),
  );
  const receiver = receiverFor(queryClient, collector);
  const tellWatched = (payTokens: string[]) =>
    callApi('POST /api/events/watch', { body: { payTokens } });
  const shared = { probe, isVisible, tellWatched };
  // Web Locks are missing in old browsers, and wherever the desk is opened over plain http.
  const locks = (navigator as { locks?: RelayLocks }).locks;
  let member: { wake: () => void; stop: () => void };
  if (locks === undefined || typeof BroadcastChannel === 'undefined') {
    member = pollInstead({ ...shared, payTokens: () => watchList.payTokens() }, receiver);
  } else {
    const relay = new LiveRelay(
      {
        ...shared,
        tabId: crypto.randomUUID(),
        after: takeHeldSeq(),
        locks,
        openChannel: () => new BroadcastChannel('changgu-live') as RelayChannel,
        openStream,
        random: () => Math.random(),
        now: () => Date.now(),
        onLead: setLeads,
      },
      receiver,
      watchList,
    );
    relay.start();
    member = relay;
  }
  const wake = () => member.wake();
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('online', wake);
    window.removeEventListener('pageshow', wake);
    member.stop();
    collector.stop();
  };
}

const readSession = () => deskAccess.read().session;

/** Keeps every query of this tab up to date. To be mounted once, where people are signed in. */
export function useLive(): void {
  const queryClient = useQueryClient();
  // The end of a session ends the stream for good: the next one needs a new one.
  const session = useSyncExternalStore(deskAccess.subscribe, readSession, readSession);
  useEffect(() => start(queryClient), [queryClient, session]);
}
