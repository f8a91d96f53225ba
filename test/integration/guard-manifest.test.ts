import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { emptyClinic, installFiles, measureSteps, PACK, writeManifest } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.ts';

let servers: readonly PostgresServer[] = [];
beforeAll(async () => {
  servers = [await startPostgres('embedded'), await startPostgres('system')];
  for (const folder of process.env.ATTESTRY_POSTGRES?.split(':') ?? [])
    servers = [...servers, await startPostgres('system', folder)];
  for (const server of servers) await emptyClinic(server, 'clinic');
});
afterAll(() => {
  for (const server of servers) server.stop();
});

test('resources/guard/manifest says what each file makes, on two versions of PostgreSQL (ATTESTRY_UPDATE_DOCS=1 writes it anew; ATTESTRY_POSTGRES=BIN[:BIN…] adds versions)', async () => {
  for (const [at, server] of servers.entries()) {
    const steps = await measureSteps(server, 'clinic');
    if (at === 0 && process.env.ATTESTRY_UPDATE_DOCS === '1') writeManifest(steps);
    const known = await readPack(PACK);
    expect(known.map(({ name, step }) => ({ name, step }))).toEqual(
      steps.map(({ file, step }) => ({ name: file.name, step })),
    );
  }
});

test('installing twice is installing once', async () => {
  for (const server of servers)
    expect(await installFiles(server, 'clinic', await readPack(PACK))).toEqual([]);
});
