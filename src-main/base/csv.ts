/** A cell: text, a number, or nothing (empty, where empty text is `""`). */
export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the begin of a formula (OWASP, CSV Injection), full-width forms too. */
const FORMULA = /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
// Nothing but tab and line ends: other control characters end files or hide text in some readers.
const isControl = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code < 0xa0);

/** Byte-order mark: without it a spreadsheet takes UTF-8 for another encoding and garbles names. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A line of RFC 4180 with its line end. Every text is quoted; text that a spreadsheet would take for a formula gets an
 * apostrophe in front, and so does text that begins with one, so that taking off one apostrophe gives the text back.
 * Control characters other than tab and line ends become U+FFFD.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const plain = withoutControls(cell);
  return `"${FORMULA.test(plain) ? "'" : ''}${plain.replaceAll('"', '""')}"`;
}

/** Text in which every control character but tab and line ends is U+FFFD. */
export function withoutControls(text: string): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isControl(text.charCodeAt(at))) continue;
    clean += `${text.slice(from, at)}\ufffd`;
    from = at + 1;
  }
  return from === 0 ? text : clean + text.slice(from);
}
