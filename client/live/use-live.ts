/** Keeps a tab up to date, and exposes the state of the connection. */
import { useEffect, useSyncExternalStore } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';
import { isPassing, ProblemError, UnreachableError } from '../problem-error.ts';
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

/** Sets the newest event that the answers sent with the page include. */
export function startAfter(seq: number): void {
  heldSeq = seq;
}

/** Only for the first stream: for a later one, missed events are unknown. */
function takeHeldSeq(): number | null {
  const seq = heldSeq;
  heldSeq = null;
  return seq;
}

const readState = () => state;
const readLeads = () => leads;

/** Whether the page receives live updates. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, readState, readState);
}

/** Whether this tab leads, and so does what only one tab per browser should do. */
export function useLeads(): boolean {
  return useSyncExternalStore(subscribe, readLeads, readLeads);
}

/**
 * Tells the desk's poller which payments are on the screen while the tab is visible.
 * @returns stops watching; to be returned from an effect
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

/** Without an answer of the desk that led, or of any. */
function wasCut(error: Error | null): boolean {
  return error instanceof UnreachableError || isPassing(error);
}

function receiverFor(queryClient: QueryClient, collector: ChangeCollector): StreamReceiver {
  return {
    onState: (next) => {
      const isBack = next === 'live' && state !== 'live';
      setState(next);
      // Reads that failed meanwhile have given up, and no event tells of them.
      if (isBack) {
        void queryClient.refetchQueries({
          type: 'active',
          predicate: (query) => wasCut(query.state.error),
        });
      }
    },
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
  // A hidden tab refetches only the count in its title; the rest when it becomes visible.
  const refetchType = (key: QueryKeyPrefix) => {
    // Expensive to compute, so this query refetches at its own interval.
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
  // Web Locks are missing in old browsers and on plain http.
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

/** Keeps every query of this tab up to date. Mount it once, in the signed-in part of the app. */
export function useLive(): void {
  const queryClient = useQueryClient();
  // The end of a session ends the stream for good, so the next session starts a new one.
  const session = useSyncExternalStore(deskAccess.subscribe, readSession, readSession);
  useEffect(() => start(queryClient), [queryClient, session]);
}
