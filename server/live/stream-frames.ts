import type { FeedEvent } from '../storage/events.ts';

/** An open stream, as the hub needs it. */
export interface StreamClient {
  write(frame: Buffer): void;
  /** Bytes that the client hasn't read yet. */
  backlogBytes(): number;
  isStillValid(): boolean;
  /** Ends the stream from the server. */
  end(): void;
}

export const comment = Buffer.from(': still here\n\n');

function frameOf(event: FeedEvent): string {
  const data = JSON.stringify({ payToken: event.payToken, operationId: event.operationId });
  return `id: ${String(event.seq)}\nevent: ${event.type}\ndata: ${data}\n\n`;
}

/** Frames of events, each with its id to resume after. */
export function eventFrames(events: readonly FeedEvent[]): Buffer {
  return Buffer.from(events.map(frameOf).join(''));
}

/**
 * Lease frames have no `id:`, because leases are not stored: they do not move the resume position,
 * and a client that was away asks for the present state.
 */
export function leaseFrames(payTokens: readonly string[]): Buffer {
  const frames = payTokens.map(
    (payToken) => `event: lease\ndata: ${JSON.stringify({ payToken })}\n\n`,
  );
  return Buffer.from(frames.join(''));
}

/** A frame about the stream itself, with its position as id. */
export function signalFrame(name: 'hello' | 'reset', seq: number): Buffer {
  return Buffer.from(
    `retry: 2000\nid: ${String(seq)}\nevent: ${name}\ndata: {"seq":${String(seq)}}\n\n`,
  );
}
