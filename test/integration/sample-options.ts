import { resolve } from 'node:path';
import { connectionFromUrl } from '../../src-main/clinic/index.ts';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { installGuard } from '../../src-main/clinic/guard/install.ts';
import { childWire } from '../../src-main/processes/child.ts';
import { type SampleOptions } from '../../src-main/sample/index.ts';
import { openTokenModule } from '../../src-main/token/client.ts';

const root = resolve(import.meta.dirname, '../..');

/** Opens PKCS#11 modules in processes of their own, from source. */
export const tokenModule = openTokenModule(resolve(root, 'src-main/token/process.ts'), childWire);

/** A sample clinic on the real guard and the real token process. */
export const sampleOptions = (
  folder: string,
  entries: number,
  seed: number,
  onProgress: SampleOptions['onProgress'] = () => undefined,
): SampleOptions => ({
  folder,
  resources: resolve(root, 'resources'),
  entries,
  seed,
  guard: {
    install: (adminUrl, roles) =>
      installGuard(connectionFromUrl(adminUrl, null), resolve(root, 'resources/guard'), roles),
    attachTriggers: (adminUrl, tables) => attachTriggers(connectionFromUrl(adminUrl, null), tables),
  },
  tokenModule,
  onProgress,
});
