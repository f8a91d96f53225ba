import { sampleUp } from '../../src-main/sample/index.ts';
import { sampleOptions } from './sample-options.ts';

// A program of its own that brings a sample clinic up and ends; or dies on the way when told so.
const [folder = '', entries, seed, fate] = process.argv.slice(2);
await sampleUp(
  sampleOptions(folder, Number(entries), Number(seed), (phase) => {
    if (fate === 'die-at-guard' && phase === 'guard') process.kill(process.pid, 'SIGKILL');
  }),
);
process.exit(0);
