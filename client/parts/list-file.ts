/** Decodes an uploaded list: CSV in UTF-8, in UTF-16 or, as Korean Excel saves it, in EUC-KR. */

/** In bytes; far more than 500 rows need. */
const MOST_BYTES = 2_000_000;

export type FileFault = 'workbook' | 'big' | 'empty' | 'letters';

export type ListFile = { text: string } | { fault: FileFault };

const begins = (bytes: Uint8Array, ...signature: number[]) =>
  signature.every((byte, index) => bytes[index] === byte);

function decoded(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not in this encoding: the caller tries the next one.
    return null;
  }
}

/** Decodes a file: UTF-8 with or without BOM, UTF-16LE with BOM, else EUC-KR (CP949). */
export function readListFile(bytes: Uint8Array): ListFile {
  if (bytes.length === 0) return { fault: 'empty' };
  if (bytes.length > MOST_BYTES) return { fault: 'big' };
  // An Excel workbook is a ZIP archive, or an OLE file in the older format.
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    return { fault: 'workbook' };
  }
  const text = begins(bytes, 0xff, 0xfe)
    ? decoded('utf-16le', bytes)
    : (decoded('utf-8', bytes) ?? decoded('euc-kr', bytes));
  if (text === null || text.includes('\0')) return { fault: 'letters' };
  return text.trim() === '' ? { fault: 'empty' } : { text };
}
