import { readFile } from 'node:fs/promises';
import type { clinicContract } from '../../../src-shared/clinic/contract.ts';
import type { ConnectionInput } from '../../../src-shared/clinic/types.ts';
import { isLoopback } from '../../clinic/index.ts';
import type { ClinicConnection } from '../../clinic/ports.ts';
import { CERTIFICATE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The connection to the clinic, and the sample clinic. */
export function clinicHandlers({
  services,
  jobs,
  dialogs,
  changed,
}: HandlerParts): HandlersOf<typeof clinicContract> {
  const { clinic, sample } = services;
  const connectionOf = async (
    input: ConnectionInput,
  ): Promise<{ connection: ClinicConnection; caFile: string | null }> => {
    const caFile = input.caHandle === null ? null : dialogs.pathOf(input.caHandle);
    const { host, port, database, user, password } = input;
    const ca = caFile === null ? null : await readFile(caFile, 'utf8');
    return {
      connection: {
        host,
        port,
        database,
        user,
        password,
        tls: isLoopback(host) ? 'loopback' : 'verify-full',
        ca,
      },
      caFile,
    };
  };

  return {
    'clinic.choose-ca': async () => ({
      file: await dialogs.openFile({
        title: 'CA certificate of the database server',
        filters: [CERTIFICATE],
      }),
    }),
    'clinic.check': async (input) => {
      const { ready, checks } = await clinic.check((await connectionOf(input)).connection);
      return { ready, checks: [...checks] };
    },
    'clinic.connect': async (input) => {
      const { connection, caFile } = await connectionOf(input);
      const { ready, checks } = await clinic.connect(connection, caFile);
      return { ready, checks: [...checks] };
    },
    'clinic.examine': async () => {
      const { ready, checks } = await clinic.examine();
      return { ready, checks: [...checks] };
    },
    'clinic.disconnect': async () => {
      await clinic.disconnect();
      return {};
    },
    'sample.explore': () => ({
      jobId: jobs.start('sample', 'Sample clinic', async (work) => {
        await sample.up({ entries: null, seed: null }, work);
        changed();
        return null;
      }),
    }),
  };
}
