import { parentPort, workerData } from 'node:worker_threads';
import type { RangeReport, RangeTask } from '../../audit/index.ts';
import { serve } from '../../processes/rpc.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { connect, type Connected } from './connect.ts';
import { rangeReader } from './range-reader.ts';

/** What the thread is started with: where to connect, and the snapshot that all readers share. */
export type RangeWorkerData = { readonly connection: ClinicConnection; readonly snapshot: string };

/** What the thread answers to. */
export type RangeWorkerMethods = { readonly read: (task: RangeTask) => Promise<RangeReport> };

/** Begins a read-only transaction on the shared snapshot. */
async function open({ connection, snapshot }: RangeWorkerData): Promise<Connected> {
  const client = await connect(connection, 'attestry reader');
  if (!/^[0-9A-Fa-f-]+$/.test(snapshot)) throw new Error('not a snapshot name');
  await client.query(
    `begin isolation level repeatable read read only; set transaction snapshot '${snapshot}'`,
  );
  return client;
}

if (parentPort !== null) {
  const port = parentPort;
  const opened = open(workerData as RangeWorkerData);
  opened.catch(() => undefined);
  const readRange = rangeReader();
  const methods: RangeWorkerMethods = {
    read: async (task) => {
      try {
        return await readRange(await opened, task);
      } catch (error) {
        throw databaseFault(error);
      }
    },
  };
  serve(
    {
      post: (message) => {
        port.postMessage(message);
      },
      onMessage: (listener) => {
        port.on('message', listener);
      },
      onClose: () => undefined,
      kill: () => undefined,
    },
    methods,
  );
}
