import { parentPort } from 'node:worker_threads';
import type { ReportDocument } from '../../src-shared/reports/document.ts';
import { parentWire, serve } from '../processes/rpc.ts';
import type { PersonCopy } from './copy-model.ts';
import type { LabelPages, LetterPages } from './letter-model.ts';
import { type IntegrityReport } from './model.ts';
import { renderCopy } from './render-copy.ts';
import { renderLabel, renderLetter } from './render-letter.ts';
import { renderReadinessPdf } from './readiness/render-pdf.ts';
import { renderPdf } from './render-pdf.ts';

/** What the thread that lays out reports answers to. */
export type RenderMethods = {
  render(report: IntegrityReport): Promise<Uint8Array>;
  letter(letter: LetterPages): Promise<Uint8Array>;
  label(label: LabelPages): Promise<Uint8Array>;
  copy(copy: PersonCopy): Promise<Uint8Array>;
  readiness(document: ReportDocument): Promise<Uint8Array>;
};

const methods: RenderMethods = {
  render: renderPdf,
  letter: renderLetter,
  label: renderLabel,
  copy: renderCopy,
  readiness: renderReadinessPdf,
};

if (parentPort !== null) {
  serve(parentWire(parentPort), methods);
}
