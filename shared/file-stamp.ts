import { isoToKst } from './kst.ts';

/** Formats a time as `'20190401-124735KST'`, for a file name. */
export function fileStamp(iso: string): string {
  return `${isoToKst(iso).replaceAll(/[-:]/g, '').replace(' ', '-')}KST`;
}
