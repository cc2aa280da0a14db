import { isoToKst } from './kst.ts';

/** `'20190401-124735KST'`, for the name of a file that was made then. */
export function fileStamp(iso: string): string {
  return `${isoToKst(iso).replaceAll(/[-:]/g, '').replace(' ', '-')}KST`;
}
