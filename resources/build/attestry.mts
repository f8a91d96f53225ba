// npm run -s attestry -- <verb>: the command line, in this process.
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, cliBundle, root } from './bundles.mts';

if (!existsSync(cliBundle)) build();
enableCompileCache(join(root, 'node_modules/.cache/node'));
process.argv[1] = cliBundle;
await import(pathToFileURL(cliBundle).href);
