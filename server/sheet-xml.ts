/**
 * The parts of an Office Open XML workbook (ECMA-376, part 1) that a table needs: sheets, a bold
 * and frozen first row with filters, texts that are never formulas, integers, and times.
 */
import type { Cell } from './csv-file.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Indexes of `cellXfs` in `stylesXml`. */
const STYLE = { text: 0, strongText: 1, won: 2, strongWon: 3, time: 4 } as const;

const KST_OFFSET_MS = 9 * 60 * 60 * 1000;
/** 1970-01-01 as a day number of a workbook. */
const EPOCH_DAY = 25_569;

/** Days since 1899-12-30 in Korea time, to the second, as a workbook counts. */
function serialOf(iso: string): number {
  const seconds = Math.floor((Date.parse(iso) + KST_OFFSET_MS) / 1000);
  return EPOCH_DAY + seconds / 86_400;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // An unescaped CR would be read as a line feed.
  '\r': '&#13;',
};

/** Characters that XML 1.0 can't contain, and unpaired surrogates. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Escapes a text for XML, and `_x000D_` and the like, which a workbook would decode. */
function xmlText(text: string): string {
  return text
    .replaceAll(NOT_XML, '')
    .replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replaceAll(/[&<>"\r]/g, (sign) => entities[sign] ?? '');
}

/** `A`, `Z`, `AA`: two letters at most, far more columns than an export has. */
function columnName(index: number): string {
  const letter = (at: number) => String.fromCharCode('A'.charCodeAt(0) + at);
  return index < 26 ? letter(index) : letter(Math.floor(index / 26) - 1) + letter(index % 26);
}

function cellXml(cell: Cell, place: string, strong: boolean): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') {
    const style = strong ? STYLE.strongWon : STYLE.won;
    return `<c r="${place}" s="${String(style)}"><v>${String(cell)}</v></c>`;
  }
  if (typeof cell === 'object') {
    return `<c r="${place}" s="${String(STYLE.time)}"><v>${String(serialOf(cell.time))}</v></c>`;
  }
  const style = strong ? STYLE.strongText : STYLE.text;
  const text = `<is><t xml:space="preserve">${xmlText(cell)}</t></is>`;
  return `<c r="${place}" s="${String(style)}" t="inlineStr">${text}</c>`;
}

/** @param row its number in the sheet, from 1 */
export function rowXml(cells: readonly Cell[], row: number, strong: boolean): string {
  const inner = cells.map((cell, index) =>
    cellXml(cell, `${columnName(index)}${String(row)}`, strong),
  );
  return `<row r="${String(row)}">${inner.join('')}</row>`;
}

/** The sheet's XML before its rows. @param widths of the columns, in characters */
export function sheetHead(widths: readonly number[]): string {
  const cols = widths.map((width, index) => {
    const at = String(index + 1);
    return `<col min="${at}" max="${at}" width="${String(width)}" customWidth="1"/>`;
  });
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}` +
    `</sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>`
  );
}

/**
 * The sheet's XML after its rows.
 * @param filtered its size, where every column gets a filter
 */
export function sheetEnd(filtered: { columns: number; rows: number } | null): string {
  if (filtered === null) return '</sheetData></worksheet>';
  const last = `${columnName(filtered.columns - 1)}${String(filtered.rows)}`;
  return `</sheetData><autoFilter ref="A1:${last}"/></worksheet>`;
}

const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
const form = (numberFormat: number, fontId: number) =>
  `<xf numFmtId="${String(numberFormat)}" fontId="${String(fontId)}" fillId="0" borderId="0" ` +
  'xfId="0" applyFont="1" applyNumberFormat="1"/>';
/** The built-in format `#,##0`. */
const THOUSANDS = 3;
/** The first number that a format of one's own may have. */
const TIME = 164;

const stylesXml =
  `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="${String(TIME)}" ` +
  'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
  `<fonts count="2">${font('')}${font('<b/>')}</fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="5">${form(0, 0)}${form(0, 1)}${form(THOUSANDS, 0)}${form(THOUSANDS, 1)}` +
  form(TIME, 0) +
  '</cellXfs></styleSheet>';

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;

const relations = (inner: string) =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`;

/** The path of a sheet in the workbook. @param sheet its number, from 1 */
export const sheetPath = (sheet: number) => `xl/worksheets/sheet${String(sheet)}.xml`;

/** The workbook's other parts. @param names of the sheets, in order */
export function workbookParts(names: readonly string[]): [path: string, xml: string][] {
  const numbers = names.map((_, index) => String(index + 1));
  const override = (path: string, type: string) =>
    `<Override PartName="/${path}" ContentType="${SHEET_TYPE}.${type}+xml"/>`;
  const sheets = names.map((name, index) => {
    const id = numbers[index] ?? '';
    return `<sheet name="${xmlText(name)}" sheetId="${id}" r:id="rId${id}"/>`;
  });
  const types = [
    override('xl/workbook.xml', 'sheet.main'),
    override('xl/styles.xml', 'styles'),
    ...names.map((_, index) => override(sheetPath(index + 1), 'worksheet')),
  ];
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ' +
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Default Extension="xml" ContentType="application/xml"/>${types.join('')}</Types>`,
    ],
    ['_rels/.rels', relations(relation('rId1', 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join('')}` +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        numbers
          .map((id) => relation(`rId${id}`, 'worksheet', `worksheets/sheet${id}.xml`))
          .join('') + relation('rIdStyles', 'styles', 'styles.xml'),
      ),
    ],
    ['xl/styles.xml', stylesXml],
  ];
}
