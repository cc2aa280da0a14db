/** The fallback without Web Locks: polls, and opens no stream. */
import type { Reach, StreamReceiver } from './live-stream.ts';

const EVERY_MS = 10_000;

export interface PollHost {
  probe: () => Promise<Reach>;
  isVisible: () => boolean;
  payTokens: () => string[];
  tellWatched: (payTokens: string[]) => Promise<unknown>;
}

/** Starts polling. @returns `stop`, and `wake` for when the tab becomes visible */
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
      // Only a hint to the poller; the next probe shows if the desk is unreachable.
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
