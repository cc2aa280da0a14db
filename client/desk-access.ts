/**
 * What stands between this tab and the desk: nothing, a locked screen, or a session that ended
 * while something was being filled in. Reads wait here until the person is back, so that no screen
 * underneath breaks; a call that needs a fresh second factor waits here until it is given.
 */

export type Standing = 'open' | 'locked' | 'ended';

export interface AccessState {
  standing: Standing;
  /** A call waits for a fresh second factor. */
  proving: boolean;
  /** With `ended`: who has signed in in another tab meanwhile. */
  otherName: string | null;
  /** Grows with every session that took over from an ended one. */
  session: number;
  /** Grows each time the desk is closed to this tab: what was confirmed before counts no more. */
  closings: number;
}

interface Waiting {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

const start: AccessState = {
  standing: 'open',
  proving: false,
  otherName: null,
  session: 0,
  closings: 0,
};

class DeskAccess {
  #state = start;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Set<Waiting>();
  readonly #proving = new Set<(passed: boolean) => void>();

  readonly read = (): AccessState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The screen is locked: the password opens it. */
  lock(): void {
    if (this.#state.standing === 'open') this.#close({ standing: 'locked' });
  }

  /** The session is over, and what was filled in is kept until the same person is back. */
  end(otherName: string | null = null): void {
    this.#close({ standing: 'ended', otherName: otherName ?? this.#state.otherName });
  }

  /** The person is back: what waited goes on. */
  resume(): void {
    const { standing, session } = this.#state;
    if (standing === 'open') return;
    this.#set({
      standing: 'open',
      otherName: null,
      session: standing === 'ended' ? session + 1 : session,
    });
    for (const one of this.#waiting) one.resolve();
    this.#waiting.clear();
  }

  /** The person is gone: what waited is dropped. */
  abandon(): void {
    const dropped = [...this.#waiting];
    this.#waiting.clear();
    this.#close({ standing: 'open', otherName: null });
    const reason = new DOMException('The person left the desk', 'AbortError');
    for (const one of dropped) one.reject(reason);
  }

  /** Waits until nothing stands in the way. @throws the signal's reason, AbortError */
  whenOpen(signal?: AbortSignal): Promise<void> {
    if (this.#state.standing === 'open') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const one = { resolve, reject };
      this.#waiting.add(one);
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(one);
        reject(signal.reason as Error);
      });
    });
  }

  /**
   * Asks the person for a second factor; all calls that wait share the one question. It is not
   * asked, and resolves with `false`, once the desk was closed since the call was made.
   */
  proveAgain(): Promise<boolean> {
    if (this.#state.standing !== 'open') return Promise.resolve(false);
    const answered = new Promise<boolean>((resolve) => {
      this.#proving.add(resolve);
    });
    if (!this.#state.proving) this.#set({ proving: true });
    return answered;
  }

  /** The question is answered: given, or the person would rather not. */
  settleProof(passed: boolean): void {
    const waiting = [...this.#proving];
    this.#proving.clear();
    if (this.#state.proving) this.#set({ proving: false });
    for (const resolve of waiting) resolve(passed);
  }

  /** A request that waits for a code is cancelled: the next person did not press it. */
  #close(part: Partial<AccessState>): void {
    this.settleProof(false);
    this.#set({ ...part, closings: this.#state.closings + 1 });
  }

  #set(part: Partial<AccessState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** This tab's. */
export const deskAccess = new DeskAccess();
