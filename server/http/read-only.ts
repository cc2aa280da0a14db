import type { RequestHandler } from 'express';
import type { DataFileState } from '../../shared/data-file.ts';
import { AppError } from '../errors.ts';

const READS = new Set(['GET', 'HEAD']);
/** Allowed while the file can't be written: their effect is kept in memory. */
const CLOSING = new Set(['/api/auth/lock', '/api/auth/sign-out']);

/**
 * Refuses all requests but reads, locks and sign-outs until the data file is known to be sound.
 * Writes caused by a GET are refused by the storage.
 * @throws AppError not-ready, file-damaged
 */
export function onlyReadUnlessSound(fileState: () => DataFileState): RequestHandler {
  return (request, _response, next) => {
    const state = fileState();
    const closes = request.method === 'POST' && CLOSING.has(request.path);
    if (state === 'sound' || READS.has(request.method) || closes) next();
    else throw new AppError(state === 'checking' ? 'not-ready' : 'file-damaged');
  };
}
