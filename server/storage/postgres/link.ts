/**
 * Asks the thread that holds the connections to PostgreSQL, and waits for its answers without
 * returning to the event loop.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { startModule } from '../start-module.ts';
import type { Asked, Told } from './thread-messages.ts';

/** `Omit` of each member of a union. */
type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never;
export type Question = WithoutId<Asked>;

export interface Link {
  /** @returns the answer; `null`: none came in time */
  ask(question: Question, mostMs: number): Told | null;
}

const THREAD = new URL('./postgres-thread.ts', import.meta.url);

function openLink(): Link {
  const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const answered = new Int32Array(signal);
  const { port1, port2 } = new MessageChannel();
  const thread = startModule(THREAD, { signal, port: port2 }, [port2]);
  // Neither keeps a stopping process alive.
  thread.unref();
  port1.unref();
  return linkOver(port1, answered);
}

function linkOver(port: MessagePort, answered: Int32Array): Link {
  let newest = 0;
  /** Takes in the answers that are there. @returns the newest question's */
  const receive = (): Told | null => {
    for (;;) {
      const received = receiveMessageOnPort(port);
      if (received === undefined) return null;
      // Others are answers that came too late.
      const told = received.message as Told;
      if (told.id === newest) return told;
    }
  };
  return {
    ask: (question, mostMs) => {
      newest += 1;
      port.postMessage({ ...question, id: newest });
      for (;;) {
        // Read before looking, so that an answer in between ends the wait at once.
        const seen = Atomics.load(answered, 0);
        const told = receive();
        if (told !== null) return told;
        if (Atomics.wait(answered, 0, seen, mostMs) === 'timed-out') return receive();
      }
    },
  };
}

let link: Link | null = null;

/** One thread for all connections that this thread opens: it asks one question at a time. */
export function linkOfThread(): Link {
  link ??= openLink();
  return link;
}
