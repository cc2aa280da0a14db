/** One open stream, and the frames that are written to it. */
import type { FeedEvent } from '../storage/events.ts';

/** One open stream, as the hub needs it. */
export interface StreamClient {
  write(frame: Buffer): void;
  /** Bytes that the other side hasn't taken yet. */
  backlogBytes(): number;
  isStillValid(): boolean;
  /** Ends the stream from our side. */
  end(): void;
}

export const comment = Buffer.from(': still here\n\n');

function frameOf(event: FeedEvent): string {
  const data = JSON.stringify({ payToken: event.payToken, operationId: event.operationId });
  return `id: ${String(event.seq)}\nevent: ${event.type}\ndata: ${data}\n\n`;
}

/** Events, each with the number to resume after. */
export function eventFrames(events: readonly FeedEvent[]): Buffer {
  return Buffer.from(events.map(frameOf).join(''));
}

/**
 * Frames without `id:`, of what is kept nowhere: they move no stream's place in the history, and
 * whoever was away asks for what holds instead.
 */
export function leaseFrames(payTokens: readonly string[]): Buffer {
  const frames = payTokens.map(
    (payToken) => `event: lease\ndata: ${JSON.stringify({ payToken })}\n\n`,
  );
  return Buffer.from(frames.join(''));
}

/** A frame of the stream itself, which carries the sequence number it stands at. */
export function signalFrame(name: 'hello' | 'reset', seq: number): Buffer {
  return Buffer.from(
    `retry: 2000\nid: ${String(seq)}\nevent: ${name}\ndata: {"seq":${String(seq)}}\n\n`,
  );
}
