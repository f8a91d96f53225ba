import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { library, type RealToken } from './token-implementations.ts';

const SWTOK_LABEL = 'attestry test';
const OFFICER_PIN = '76543210';

let started = false;

/** Ends the daemon of opencryptoki if it was started here. */
export function stopSwtok(): void {
  if (!started) return;
  const pid = Number(spawnSync('pgrep', ['-x', 'pkcsslotd'], { encoding: 'utf8' }).stdout.trim());
  if (!(pid > 0)) return;
  process.kill(pid, 'SIGTERM');
  const until = Date.now() + 3000;
  while (Date.now() < until && spawnSync('pgrep', ['-x', 'pkcsslotd']).status === 0)
    spawnSync('sleep', ['0.1']);
  // It puts off its end while a client is attached to it.
  if (spawnSync('pgrep', ['-x', 'pkcsslotd']).status === 0) process.kill(pid, 'SIGKILL');
}

/** Why opencryptoki cannot be used here; null when it can. Its one software token belongs to the whole computer. */
export function swtokHindrance(): string | null {
  if (process.getuid?.() !== 0) return 'only root may set up its token, which belongs to the whole computer';
  if (spawnSync('pgrep', ['-x', 'pkcsslotd']).status !== 0) {
    started = true;
    spawn('pkcsslotd', { stdio: 'ignore' });
  }
  const until = Date.now() + 5000;
  let told = '';
  while (Date.now() < until && !told.includes('Label')) {
    told = spawnSync('pkcsconf', ['-t', '-c', '3'], { encoding: 'utf8' }).stdout;
    if (!told.includes('Label')) spawnSync('sleep', ['0.2']);
  }
  if (!told.includes('Label')) return 'its daemon pkcsslotd does not start here';
  const label = /Label: (.*)/.exec(told)?.[1]?.trim();
  return label === 'IBM OS PKCS#11' || label === SWTOK_LABEL
    ? null
    : 'its token is in use on this computer and would be erased';
}

/** opencryptoki's software token, set up anew: it counts wrong PINs and locks. */
export function swtok(): RealToken {
  rmSync('/var/lib/opencryptoki/swtok/TOK_OBJ', { recursive: true, force: true });
  for (const file of ['NVTOK.DAT', 'MK_SO', 'MK_USER'])
    rmSync(join('/var/lib/opencryptoki/swtok', file), { force: true });
  mkdirSync('/var/lib/opencryptoki/swtok/TOK_OBJ', { recursive: true });
  const pin = '24681357';
  const pkcsconf = (args: readonly string[], input = ''): void => {
    execFileSync('pkcsconf', [...args, '-c', '3'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  pkcsconf(['-I', '-S', '87654321'], `${SWTOK_LABEL}\n`);
  pkcsconf(['-P', '-S', '87654321', '-n', OFFICER_PIN]);
  pkcsconf(['-u', '-S', OFFICER_PIN, '-n', '11111111']);
  pkcsconf(['-p', '-U', '11111111', '-n', pin]);
  return {
    name: 'opencryptoki swtok',
    module: library('opencryptoki/libopencryptoki.so.0'),
    environment: {},
    label: SWTOK_LABEL,
    pin,
    discard: () => undefined,
  };
}
