/** Parses as much of PDF as Chromium writes: page sizes and text. */
import { inflateSync } from 'node:zlib';

interface PdfObject {
  /** The object's dictionary, or all of it where it has no stream. */
  head: string;
  stream: string;
}

export interface Pdf {
  /** In points, 72 to an inch. */
  pages: { width: number; height: number }[];
  /** All letters in drawing order, without blanks. */
  text: string;
}

/** Maps the codes of a font to text. */
interface Letters {
  bytesPerCode: 1 | 2;
  of: Map<number, string>;
}

function readObjects(file: string): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  for (const [, id = '', body = ''] of file.matchAll(/(\d+) 0 obj\s*([\s\S]*?)\s*endobj/g)) {
    const at = body.indexOf('stream\n');
    const length = Number(/\/Length (\d+)/.exec(body)?.[1] ?? 0);
    if (at === -1 || length === 0) {
      objects.set(id, { head: body, stream: '' });
      continue;
    }
    const head = body.slice(0, at);
    const bytes = Buffer.from(body.slice(at + 7, at + 7 + length), 'latin1');
    const plain = head.includes('/FlateDecode') ? inflateSync(bytes) : bytes;
    objects.set(id, { head, stream: plain.toString('latin1') });
  }
  return objects;
}

const fromHex = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');

/** `<01> <AC00>` maps one code, `<01> <05> <AC00>` a range. */
function readLetters(cmap: string, bytesPerCode: 1 | 2): Letters {
  const of = new Map<number, string>();
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', letter = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g)) {
      of.set(parseInt(code, 16), fromHex(letter));
    }
  }
  for (const [, block = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, first = '', last = '', to = ''] of block.matchAll(
      /<(\w+)>\s*<(\w+)>\s*<(\w+)>/g,
    )) {
      const start = parseInt(first, 16);
      for (let code = start; code <= parseInt(last, 16); code += 1) {
        of.set(code, String.fromCodePoint((fromHex(to).codePointAt(0) ?? 0) + code - start));
      }
    }
  }
  return { bytesPerCode, of };
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Decodes `<0c1d>` or `(\014a)`. */
function readString(written: string): Buffer {
  if (written.startsWith('<')) return Buffer.from(written.slice(1, -1), 'hex');
  const plain = written
    .slice(1, -1)
    .replace(/\\([0-7]{1,3}|[\s\S])/g, (_, one: string) =>
      /^[0-7]/.test(one) ? String.fromCharCode(parseInt(one, 8)) : (escapes[one] ?? one),
    );
  return Buffer.from(plain, 'latin1');
}

function decode(bytes: Buffer, { bytesPerCode, of }: Letters): string {
  let text = '';
  for (let at = 0; at + bytesPerCode <= bytes.length; at += bytesPerCode) {
    text += of.get(bytes.readUIntBE(at, bytesPerCode)) ?? '';
  }
  return text;
}

function textOf(content: string, fonts: Map<string, Letters>): string {
  let text = '';
  let font: Letters | undefined;
  const tokens = content.matchAll(/\/(F\d+) [\d.]+ Tf|(<[\da-fA-F]*>|\((?:\\[\s\S]|[^\\)])*\))/g);
  for (const [, name, written] of tokens) {
    if (name !== undefined) font = fonts.get(name);
    else if (written !== undefined && font !== undefined) text += decode(readString(written), font);
  }
  return text.replaceAll(/\s/g, '');
}

export function readPdf(bytes: Buffer): Pdf {
  const objects = readObjects(bytes.toString('latin1'));
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/.test(head));
  const fontsOf = ({ head }: PdfObject) => {
    const fonts = new Map<string, Letters>();
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = objects.get(id)?.head ?? '';
      const cmap = objects.get(/\/ToUnicode (\d+)/.exec(font)?.[1] ?? '')?.stream ?? '';
      fonts.set(name, readLetters(cmap, font.includes('/Type0') ? 2 : 1));
    }
    return fonts;
  };
  return {
    pages: pages.map(({ head }) => {
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(head) ?? [];
      return { width: Number(width), height: Number(height) };
    }),
    text: pages
      .map((page) => {
        const content = objects.get(/\/Contents (\d+)/.exec(page.head)?.[1] ?? '')?.stream ?? '';
        return textOf(content, fontsOf(page));
      })
      .join(''),
  };
}
