import type { RequestHandler } from 'express';
import type { DataFileState } from '../../shared/data-file.ts';
import { AppError } from '../errors.ts';

const READS = new Set(['GET', 'HEAD']);

/**
 * Refuses all requests but reads until the data file is known to be sound. Writes caused by a GET
 * are refused by the storage.
 * @throws AppError not-ready, file-damaged
 */
export function onlyReadUnlessSound(fileState: () => DataFileState): RequestHandler {
  return (request, _response, next) => {
    const state = fileState();
    if (state === 'sound' || READS.has(request.method)) next();
    else throw new AppError(state === 'checking' ? 'not-ready' : 'file-damaged');
  };
}
