/** Where the browser has no Web Locks: asks again now and then, and opens no stream at all. */
import type { Reach, StreamReceiver } from './live-stream.ts';

const EVERY_MS = 10_000;

export interface PollHost {
  probe: () => Promise<Reach>;
  isVisible: () => boolean;
  payTokens: () => string[];
  tellWatched: (payTokens: string[]) => Promise<unknown>;
}

/** Starts asking. @returns stops it, and `wake` for when the tab comes to the front */
export function pollInstead(
  host: PollHost,
  receiver: StreamReceiver,
): { wake: () => void; stop: () => void } {
  let stopped = false;
  const isOver = () => stopped;

  const ask = async (refetch: boolean) => {
    if (isOver() || !host.isVisible()) return;
    const reach = await host.probe();
    if (isOver()) return;
    if (reach === 'signed-out') {
      stopped = true;
      clearInterval(timer);
      receiver.onSignedOut();
      return;
    }
    receiver.onState(reach === 'signed-in' ? 'live' : 'offline');
    if (reach === 'unreachable') return;
    if (refetch) receiver.onReset(null);
    const payTokens = host.payTokens();
    if (payTokens.length === 0) return;
    host.tellWatched(payTokens).catch(() => {
      // Only a hint to the poller; the next question tells whether the desk is there.
    });
  };

  const timer = setInterval(() => void ask(true), EVERY_MS);
  void ask(false);
  return {
    wake: () => void ask(true),
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
