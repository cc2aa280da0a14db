import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { AppError } from '../errors.ts';
import type { FileStream } from './endpoint.ts';

/** Checks before each piece: a file may take minutes, in which its reader may lose access. */
async function* whileValid(pieces: FileStream['pieces'], isStillValid: () => boolean) {
  for await (const piece of pieces) {
    if (!isStillValid()) throw new AppError('not-signed-in');
    yield piece;
  }
}

/**
 * Streams a file as fast as its reader takes it. If its maker fails, or the reader loses access,
 * the connection is closed, so that a partial file isn't taken for a complete one.
 * @throws Error from the maker, or when the reader has disconnected
 * @throws AppError not-signed-in
 */
export async function sendFile(
  response: Response,
  mediaType: string,
  file: FileStream,
  isStillValid: () => boolean,
): Promise<void> {
  response.type(mediaType);
  response.setHeader('Content-Disposition', `attachment; filename="${file.fileName}"`);
  // A pipeline adds several listeners, and Node would warn of a leak.
  response.setMaxListeners(30);
  await pipeline(Readable.from(whileValid(file.pieces, isStillValid)), response);
}
