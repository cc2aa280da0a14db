import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { AppError } from '../errors.ts';
import type { FileStream } from './endpoint.ts';

/** A file may take minutes, in which its reader may be signed out or lose the right to it. */
async function* whileValid(pieces: FileStream['pieces'], isStillValid: () => boolean) {
  for await (const piece of pieces) {
    if (!isStillValid()) throw new AppError('not-signed-in');
    yield piece;
  }
}

/**
 * Sends a file as fast as its reader takes it. Where its maker fails midway, or the reader's
 * session ends, the connection is cut, so that half a file is never taken for a whole one.
 * @throws Error from the maker, or when the reader has gone away
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
  // A pipeline listens for the end in several places, which Node would take for a leak.
  response.setMaxListeners(30);
  await pipeline(Readable.from(whileValid(file.pieces, isStillValid)), response);
}
