import { setTimeout as pause } from 'node:timers/promises';
import { extendWitness, signWitnessed } from '../../src-main/audit/index.ts';
import { codeOf } from '../../src-main/base/fault.ts';
import { cacheClient } from '../../src-main/cache/client.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { threadWire } from '../../src-main/processes/thread.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { startReader } from '../fixtures/clinic-database.ts';

// Seals, witnesses and signs until nothing is left; the test kills it before.
const { connection, cache, worker } = JSON.parse(process.argv[2] ?? '') as {
  connection: ClinicConnection;
  cache: string;
  worker: string;
};
const log = postgresSealedLog(connection, startReader);
const kept = cacheClient(threadWire(worker, { file: cache, reports: `${cache}.reports` }));
const witness = kept.witness('ab'.repeat(32));
const signer = await signerOf(await certify('Officer'));
const { signal } = new AbortController();
process.stdout.write('ready\n');
for (let sealed = -1; sealed !== 0;) {
  try {
    sealed = await log.sealPending(61);
  } catch (error) {
    // The sealer of the process that was killed may still be at work in the server.
    if (codeOf(error) !== 'seal-busy') throw error;
    await pause(20);
    continue;
  }
  const seen = await extendWitness(log, witness, signal, () => undefined);
  if (seen.stopped) throw new Error('an honest log was not taken over');
  await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
}
await kept.close();
process.stdout.write('done\n');
