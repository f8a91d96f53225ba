// npm run -s attestry -- <verb>: the command line, in this process.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build, cliBundle } from './bundles.mts';

if (!existsSync(cliBundle)) build();
process.argv[1] = cliBundle;
await import(pathToFileURL(cliBundle).href);
