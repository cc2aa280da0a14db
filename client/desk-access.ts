/**
 * Whether this tab may use the desk: open, locked, or ended with unsaved input on the screen. Reads
 * wait here until the user is back, so that the screens beneath do not fail; a call that needs a
 * fresh second factor waits here for it.
 */

export type Standing = 'open' | 'locked' | 'ended';

export interface AccessState {
  standing: Standing;
  /** A call waits for a fresh second factor. */
  proving: boolean;
  /** With `ended`: the user who has signed in in another tab since. */
  otherName: string | null;
  /** Incremented when a session replaces an ended one. */
  session: number;
  /** Incremented on every lock or end of the session; earlier confirmations no longer count. */
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

  /** Locks the tab; the password unlocks it. */
  lock(): void {
    if (this.#state.standing === 'open') this.#close({ standing: 'locked' });
  }

  /** Ends the session but keeps unsaved input until the same user is back. */
  end(otherName: string | null = null): void {
    this.#close({ standing: 'ended', otherName: otherName ?? this.#state.otherName });
  }

  /** The user is back: waiting reads continue. */
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

  /** The user has left: waiting reads are aborted. */
  abandon(): void {
    const dropped = [...this.#waiting];
    this.#waiting.clear();
    this.#close({ standing: 'open', otherName: null });
    const reason = new DOMException('The person left the desk', 'AbortError');
    for (const one of dropped) one.reject(reason);
  }

  /** Resolves once the desk is open. @throws the signal's reason, AbortError */
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
   * Asks the user for a second factor; all waiting calls share one dialog. Resolves with `false`
   * without asking while the desk is locked or ended.
   */
  proveAgain(): Promise<boolean> {
    if (this.#state.standing !== 'open') return Promise.resolve(false);
    const answered = new Promise<boolean>((resolve) => {
      this.#proving.add(resolve);
    });
    if (!this.#state.proving) this.#set({ proving: true });
    return answered;
  }

  /** Ends the dialog: the second factor was given, or the user cancelled. */
  settleProof(passed: boolean): void {
    const waiting = [...this.#proving];
    this.#proving.clear();
    if (this.#state.proving) this.#set({ proving: false });
    for (const resolve of waiting) resolve(passed);
  }

  /** A call that waits for a second factor is cancelled: the next user did not make it. */
  #close(part: Partial<AccessState>): void {
    this.settleProof(false);
    this.#set({ ...part, closings: this.#state.closings + 1 });
  }

  #set(part: Partial<AccessState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

/** The one instance of this tab. */
export const deskAccess = new DeskAccess();
