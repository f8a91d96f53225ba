import type { Content } from 'pdfmake';
import { type IntegrityReport } from './model.ts';
import { COLOUR } from './pdf-text.ts';

/**
 * The last page of a report that gets signed: room for the boxes that signatures draw themselves into (`BOXES` in formats.ts).
 * What stands here must stay above them.
 */
export const signaturePage = ({ signer }: Pick<IntegrityReport, 'signer'>): Content[] =>
  signer === null
    ? []
    : [
        {
          stack: [
            { text: 'Signatures', headlineLevel: 2, fontSize: 14, bold: true, margin: [0, 0, 0, 4] },
            {
              text: 'Each box below is drawn when somebody signs; there is room for six. A box is a picture: only what the signature panel of your PDF reader, or Attestry, says about a signature counts.',
            },
            {
              text: 'Who signs later, for example a reviewer, signs everything before it as well, and changes none of it. An earlier signature then covers an earlier revision of this file: that is in order as long as later revisions only add signatures, which Attestry checks.',
              color: COLOUR.muted,
              margin: [0, 4, 0, 0],
            },
          ],
          pageBreak: 'before',
        },
      ];
