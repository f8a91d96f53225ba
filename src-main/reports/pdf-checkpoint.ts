import type { Content } from 'pdfmake';
import { type IntegrityReport } from './model.ts';
import { boxed, COLOUR, hash, heading, momentToSecond, shown } from './pdf-text.ts';
import { counted } from './wording.ts';

/** The signed checkpoint in full, so that it can be typed off and checked without this application. */
export function checkpoint({ checkpoint: point, checkpointKey }: IntegrityReport): Content[] {
  if (point === null)
    return [
      heading('Checkpoint'),
      { text: 'No signed checkpoint was used at this level.', color: COLOUR.muted },
    ];
  return [
    {
      stack: [
        heading('Checkpoint'),
        {
          text: [
            {
              text: `A signed statement that the log held ${counted(point.size, 'entry', 'entries')} on ${momentToSecond(point.signedAt)}, signed by `,
            },
            ...shown(point.keyName),
            { text: '. Its root hash:' },
          ],
          margin: [0, 0, 0, 2],
        },
        hash(point.root),
        ...(checkpointKey === null ? [] : [keyLine(checkpointKey)]),
        {
          table: {
            widths: ['*'],
            body: [[{ text: noteLines(point.note), font: 'Mono', fontSize: 7, fillColor: COLOUR.band }]],
          },
          layout: boxed(COLOUR.rule, 8),
          margin: [0, 6, 0, 0],
        },
      ],
    },
  ];
}

const TRUST = {
  trusted: 'an authority that this clinic trusts issued it',
  untrusted: 'no authority that this clinic trusts issued it, so anybody may hold it',
  'no-anchor': 'this clinic has named no authority that it trusts, so nobody vouches for it',
} as const;

const keyLine = (key: NonNullable<IntegrityReport['checkpointKey']>): Content => ({
  text: [
    { text: 'Certificate of that key: ' },
    ...shown(key.holder),
    { text: ', issued by ' },
    ...shown(key.issuer),
    {
      text: `; ${TRUST[key.trusted]}. ${key.validThen ? 'It was valid when the checkpoint was signed.' : 'It was not valid when the checkpoint was signed.'}`,
    },
  ],
  margin: [0, 4, 0, 0],
});

// A signature is one long word: broken where it would leave the box, which only the layout would do badly.
const noteLines = (note: string): string =>
  note
    .split('\n')
    .flatMap((line) => line.match(/.{1,110}/gu) ?? [' '])
    .join('\n')
    .trimEnd();
