import { parentPort } from 'node:worker_threads';
import { serve, type Wire } from '../processes/rpc.ts';
import { type IntegrityReport } from './model.ts';
import { renderPdf } from './render-pdf.ts';

/** What the thread that lays out reports answers to. */
export type RenderMethods = {
  render(report: IntegrityReport): Promise<Uint8Array>;
};

const methods = { render: (report: IntegrityReport) => renderPdf(report) };

if (parentPort !== null) {
  const port = parentPort;
  const wire: Wire = {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
    onClose: () => undefined,
    kill: () => undefined,
  };
  serve(wire, methods);
}
