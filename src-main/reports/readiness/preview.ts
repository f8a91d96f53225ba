import type { ReportBlock, ReportDocument } from '../../../src-shared/reports/document.ts';
import { grouped } from '../wording.ts';

/** Rows of a table, and blocks of a section, that a preview shows. */
const MOST_ROWS = 50;
const MOST_BLOCKS = 120;

/** A document whose long tables and sections are cut, each with a sentence that says so. */
export const previewOf = (document: ReportDocument): ReportDocument => ({
  ...document,
  sections: document.sections.map((section) => ({
    ...section,
    blocks: [
      ...section.blocks.slice(0, MOST_BLOCKS).flatMap(cut),
      ...(section.blocks.length <= MOST_BLOCKS
        ? []
        : [{ kind: 'soft' as const, text: 'The rest of this section stands in the report.' }]),
    ],
  })),
});

function cut(block: ReportBlock): ReportBlock[] {
  if (block.kind !== 'table' || block.table.rows.length <= MOST_ROWS) return [block];
  return [
    { ...block, table: { ...block.table, rows: block.table.rows.slice(0, MOST_ROWS) } },
    {
      kind: 'soft',
      text: `The first ${MOST_ROWS} of ${grouped(block.table.rows.length)} rows; the report holds all of them.`,
    },
  ];
}
