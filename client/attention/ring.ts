/**
 * Plays each sound in one tab of the browser. If the autoplay policy blocks it in the tab that
 * notifies, another tab of the desk plays it.
 */
import type { CallKind } from './approval-caller.ts';
import { mayChime, playChime } from './chime.ts';

const CHANNEL = 'changgu-ring';
const LOCK = 'changgu-ring';
/** How long to wait, in ms, until another tab reports that it has played the sound. */
const ANSWER_MS = 1_500;

type RingMessage =
  | { kind: 'ring'; call: CallKind }
  | { kind: 'rang' }
  /** No tab could play the sound. */
  | { kind: 'blocked' };

export class Ring {
  readonly #onBlocked: () => void;
  readonly #channel = new BroadcastChannel(CHANNEL);
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** @param onBlocked called in every tab when no tab could play the sound */
  constructor(onBlocked: () => void) {
    this.#onBlocked = onBlocked;
    this.#channel.onmessage = (event: MessageEvent<RingMessage>) => this.#hear(event.data);
  }

  close(): void {
    clearTimeout(this.#waiting);
    this.#channel.close();
  }

  async ring(call: CallKind): Promise<void> {
    if (await playChime(call)) return;
    this.#post({ kind: 'ring', call });
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      this.#post({ kind: 'blocked' });
      this.#onBlocked();
    }, ANSWER_MS);
  }

  #hear(message: RingMessage): void {
    switch (message.kind) {
      case 'ring':
        if (mayChime()) void this.#ringInstead(message.call);
        return;
      case 'rang':
        clearTimeout(this.#waiting);
        return;
      case 'blocked':
        this.#onBlocked();
    }
  }

  /** Plays the sound if this tab is the first to get the lock. */
  async #ringInstead(call: CallKind): Promise<void> {
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock === null || !(await playChime(call))) return;
      this.#post({ kind: 'rang' });
      await new Promise((resolve) => {
        setTimeout(resolve, ANSWER_MS);
      });
    });
  }

  #post(message: RingMessage): void {
    this.#channel.postMessage(message);
  }
}
