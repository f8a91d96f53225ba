import type { Content, TableCell } from 'pdfmake';
import { type IntegrityReport } from './model.ts';
import { columnTitle, COLOUR, heading, momentToSecond, ruled, shown } from './pdf-text.ts';
import { counted } from './wording.ts';

/** Acknowledgements that are printed; the JSON holds all. */
const MOST_PRINTED = 200;

/** Who took note of which finding, and why; nothing where nothing was found. */
export function acknowledgements({ acknowledgements: given, found }: IntegrityReport): Content[] {
  if (found === 0) return [];
  const left = given.length - MOST_PRINTED;
  return [
    heading('Taken note of'),
    {
      text:
        given.length === 0
          ? 'When this report was made, nobody had taken note of a finding.'
          : `An acknowledgement says that somebody knows of a finding. It changes neither the finding nor the verdict.${left > 0 ? ` ${counted(left, 'further one is', 'further ones are')} in the JSON file of this report, under “acknowledgements”.` : ''}`,
      color: COLOUR.muted,
      margin: [0, 0, 0, 6],
    },
    ...(given.length === 0
      ? []
      : [
          {
            table: {
              headerRows: 1,
              dontBreakRows: true,
              widths: [40, 96, 110, '*'],
              body: [
                ['Finding', 'When', 'Who', 'Reason'].map(columnTitle),
                ...given
                  .slice(0, MOST_PRINTED)
                  .map(({ finding, at, by, reason }): TableCell[] => [
                    { text: finding.toString() },
                    { text: momentToSecond(at) },
                    { text: shown(by) },
                    { text: shown(reason) },
                  ]),
              ],
            },
            layout: ruled,
          },
        ]),
  ];
}
