import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const bare = (block: string): string => block.replace(/[ -]+/g, ' ').trim();

/**
 * A table of a document (docs/tokens.md unless told otherwise) between `<!-- name -->` and `<!-- /name -->`, as it is written there and as a test made it;
 * ATTESTRY_UPDATE_DOCS=1 writes it anew. The width of the columns does not count.
 */
export function generatedTable(
  name: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  document = 'tokens.md',
): { readonly written: string; readonly made: string } {
  const file = join(DOCS, document);
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  if (process.env.ATTESTRY_UPDATE_DOCS === '1') {
    const text = readFileSync(file, 'utf8');
    const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
    writeFileSync(file, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`);
  }
  const written = readFileSync(file, 'utf8').split(begin)[1]?.split(end)[0] ?? '';
  return { written: bare(written), made: bare(table) };
}
