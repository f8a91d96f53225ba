import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { runCli } from './cli/run.ts';
import { compose } from './compose.ts';

// The entry of the command line: the same rooms as the window, without one.
const bundles = import.meta.dirname;
const root = resolve(bundles, '../..');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

process.exitCode = await runCli({
  args: process.argv.slice(2),
  version,
  home: homedir(),
  resources: join(root, 'resources'),
  out: process.stdout,
  err: process.stderr,
  services: (folder, changed) =>
    compose({ folder, resources: join(root, 'resources'), bundles, version, secrets: null, changed }),
});
