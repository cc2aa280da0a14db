/** Browser APIs for notifications that jsdom lacks: notifications, sounds, locks. */
import { vi } from 'vitest';

export class FakeNotification {
  static permission: NotificationPermission = 'default';
  /** The person's answer to the permission prompt. */
  static answer: NotificationPermission = 'granted';
  static asked = 0;
  /** As on a phone: the API exists, and its constructor throws. */
  static throws = false;
  static shown: FakeNotification[] = [];

  static requestPermission(): Promise<NotificationPermission> {
    FakeNotification.asked += 1;
    FakeNotification.permission = FakeNotification.answer;
    return Promise.resolve(FakeNotification.answer);
  }

  onclick: (() => void) | null = null;
  closed = false;
  readonly title: string;
  readonly options: NotificationOptions;

  constructor(title: string, options: NotificationOptions) {
    if (FakeNotification.throws) throw new TypeError('Illegal constructor');
    this.title = title;
    this.options = options;
    FakeNotification.shown.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

export const sounds = { played: 0, blocked: false, pressed: true };

class FakeAudioContext {
  state: AudioContextState = 'suspended';
  currentTime = 0;
  destination = {};
  #counted = false;

  resume(): Promise<void> {
    if (sounds.blocked) return new Promise(() => undefined);
    this.state = 'running';
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  createGain() {
    return {
      gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined },
      connect: <T>(next: T) => next,
    };
  }

  createOscillator() {
    if (!this.#counted) sounds.played += 1;
    this.#counted = true;
    return {
      frequency: { value: 0 },
      connect: <T>(next: T) => next,
      start: () => undefined,
      stop: () => undefined,
      addEventListener: () => undefined,
    };
  }
}

const held = new Set<string>();

const locks = {
  request: async (name: string, _how: object, work: (lock: object | null) => Promise<unknown>) => {
    if (held.has(name)) return work(null);
    held.add(name);
    try {
      return await work({});
    } finally {
      held.delete(name);
    }
  },
};

/** Installs them in their initial state, without a permission. */
export function fakeCalls(): void {
  Object.assign(FakeNotification, {
    ...{ permission: 'default', answer: 'granted', asked: 0, throws: false, shown: [] },
  });
  Object.assign(sounds, { played: 0, blocked: false, pressed: true });
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('AudioContext', FakeAudioContext);
  Object.defineProperty(navigator, 'locks', { configurable: true, value: locks });
  Object.defineProperty(navigator, 'userActivation', {
    configurable: true,
    value: {
      get hasBeenActive() {
        return sounds.pressed;
      },
    },
  });
}

export function takeCallsAway(): void {
  vi.unstubAllGlobals();
  for (const name of ['locks', 'userActivation']) Reflect.deleteProperty(navigator, name);
}
