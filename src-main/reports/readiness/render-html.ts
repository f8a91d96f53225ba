import { createHash } from 'node:crypto';
import {
  type ReportBlock,
  type ReportCell,
  type ReportColumn,
  type ReportDocument,
  type ReportTable,
  TONES,
} from '../../../src-shared/reports/document.ts';
import { UNSHOWABLE } from '../../base/printable.ts';
import { momentToSecond } from '../pdf-text.ts';
import { STYLE } from './html-style.ts';
import { cellText } from './cell.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text from anywhere as text of a page: nothing in it can become markup. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .split('\n')
    .map((line) =>
      line.replaceAll(UNSHOWABLE, '\ufffd').replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? ''),
    )
    .join('<br>');

/** Text whose direction is its own. */
const own = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

/** The report as one page that needs nothing beside it: no script, no picture from elsewhere. */
export function renderHtml(document: ReportDocument): Uint8Array {
  const style = createHash('sha256').update(STYLE, 'utf8').digest('base64');
  return Buffer.from(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(`${document.name}: ${document.title}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">${escaped(document.name)}</p>
<h1>${own(document.title)}</h1>
<p>${own(document.subtitle)}</p>
<p class="soft">Report ${escaped(document.reportId)} · made ${escaped(momentToSecond(document.createdAt))} by ${escaped(document.madeBy)}. This page carries no signature; the PDF of the same report may.</p>
</header>
<nav aria-label="Contents"><ol>
${document.sections.map(({ id, title }) => `<li><a href="#${id}">${escaped(title)}</a></li>`).join('\n')}
</ol></nav>
<main>
${document.sections
  .map(
    ({ id, title, blocks }) =>
      `<section id="${id}">\n<h2>${escaped(title)}</h2>\n${blocks.map(block).join('\n')}\n</section>`,
  )
  .join('\n')}
</main>
</body>
</html>
`,
    'utf8',
  );
}

function block(of: ReportBlock): string {
  switch (of.kind) {
    case 'paragraph':
      return `<p>${own(of.text)}</p>`;
    case 'soft':
      return `<p class="soft">${own(of.text)}</p>`;
    case 'heading':
      return `<h3>${own(of.text)}</h3>`;
    case 'list':
      return `<ul>${of.items.map((item) => `<li>${own(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<dl>${of.rows.map(({ label, value, as }) => `<div><dt>${escaped(label)}</dt><dd>${shownCell(value, as)}</dd></div>`).join('')}</dl>`;
    case 'table':
      return of.table.rows.length === 0 ? `<p class="soft">${escaped(of.empty)}</p>` : table(of.table);
    case 'bars':
      return bars(of);
  }
}

const table = ({
  id,
  title,
  columns,
  rows,
}: ReportTable): string => `<div class="wide"><table data-table="${id}">
<caption>${escaped(title)}</caption>
<thead><tr>${columns.map((column) => `<th scope="col"${column.kind === 'number' ? ' class="number"' : ''}>${escaped(column.title)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${columns.map((column, at) => `<td${column.kind === 'number' ? ' class="number"' : ''}>${shownCell(row[at] ?? null, column.kind)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>`;

function shownCell(value: ReportCell, kind: ReportColumn['kind']): string {
  const text = cellText(value, kind);
  if (kind === 'hash') return `<code>${escaped(text)}</code>`;
  if (kind === 'state') return `<span class="${TONES[text] ?? 'plain'}">${escaped(text)}</span>`;
  return own(text);
}

function bars({ title, bars: all }: Extract<ReportBlock, { kind: 'bars' }>): string {
  const most = Math.max(1, ...all.map(({ value }) => value));
  const rows = all.map(
    ({ label, value, tone }, index) =>
      `<text x="0" y="${index * 26 + 17}">${escaped(label)}</text><rect class="${tone}" x="220" y="${index * 26 + 4}" width="${Math.round((value / most) * 360)}" height="17"/><text x="${226 + Math.round((value / most) * 360)}" y="${index * 26 + 17}">${escaped(cellText(value, 'number'))}</text>`,
  );
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 660 ${all.length * 26 + 4}" role="img" aria-label="${escaped(`${title}: ${all.map(({ label, value }) => `${label} ${value}`).join(', ')}`)}">${rows.join('')}</svg></figure>`;
}
