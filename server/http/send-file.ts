import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { FileStream } from './endpoint.ts';

/**
 * Sends a file as fast as its reader takes it. Where its maker fails midway the connection is cut,
 * so that half a file is never taken for a whole one.
 * @throws Error from the maker, or when the reader has gone away
 */
export async function sendFile(
  response: Response,
  mediaType: string,
  file: FileStream,
): Promise<void> {
  response.type(mediaType);
  response.setHeader('Content-Disposition', `attachment; filename="${file.fileName}"`);
  // A pipeline listens for the end in several places, which Node would take for a leak.
  response.setMaxListeners(30);
  await pipeline(Readable.from(file.pieces), response);
}
