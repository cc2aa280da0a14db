import { AppError } from '../errors.ts';

export const wrongField = (pointer: string, code: string, detail: string): AppError =>
  new AppError('invalid-request', undefined, {
    errors: [{ pointer, code, params: {}, detail }],
  });
