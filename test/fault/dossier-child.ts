import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { dossierDesk } from '../fixtures/dossier-desk.ts';

// Collects, and is killed by itself at a batch: nothing runs after that, not even a handler.
const { folder, connection, caseId, batch, before } = JSON.parse(process.argv[2] ?? '') as {
  folder: string;
  connection: ClinicConnection;
  caseId: string;
  batch: number;
  before: boolean;
};
let batches = 0;
const desk = dossierDesk(folder, connection, (store) => ({
  ...store,
  addBatch: async (draft) => {
    batches += 1;
    if (before && batches === batch) process.kill(process.pid, 'SIGKILL');
    await store.addBatch(draft);
    if (batches === batch) process.kill(process.pid, 'SIGKILL');
  },
}));
await desk.collect(caseId);
await desk.close();
