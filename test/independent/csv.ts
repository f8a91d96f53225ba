// RFC 4180, section 2, written from its text: what the product writes must be read back by a stranger.

/** The records of a CSV text; a field that was not quoted and empty is null. */
export function readCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    let field: string | null = null;
    if (text[at] === '"') {
      let value = '';
      for (at++; ; at++) {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text[at] !== '"') value += text[at]!;
        else if (text[at + 1] === '"') {
          value += '"';
          at++;
        } else break;
      }
      at++;
      field = value;
    } else {
      const end = /[,\r]/.exec(text.slice(at))?.index ?? -1;
      if (end > 0) field = text.slice(at, at + end);
      at += Math.max(end, 0);
    }
    record.push(field);
    if (text[at] === ',') at++;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      records.push(record);
      record = [];
      continue;
    } else throw new Error(`neither comma nor line end at ${at}`);
    // A comma at the end of a line is followed by one more, empty field.
    if (text.startsWith('\r\n', at)) {
      record.push(null);
      records.push(record);
      record = [];
      at += 2;
    }
  }
  return records;
}
