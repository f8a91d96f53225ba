import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { library, type RealToken } from './token-implementations.ts';

/** A software TPM 2.0 behind its resource manager, with a PKCS#11 token on it: it signs and locks without a flag. */
export async function tpm(): Promise<RealToken> {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-tpm-'));
  const [state, store, bus] = [join(folder, 'state'), join(folder, 'store'), join(folder, 'bus')];
  mkdirSync(state);
  mkdirSync(store);
  const port = await twoFreePorts();
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
    TPM2_PKCS11_STORE: store,
    // Without the resource manager the TPM has no room for a second object.
    TPM2_PKCS11_TCTI: 'tabrmd:bus_type=session',
    TSS2_LOG: 'all+NONE',
  };
  const env = { ...process.env, ...environment, TPM2TOOLS_TCTI: environment.TPM2_PKCS11_TCTI };
  const programs: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]): void => {
    programs.push(spawn(program, args, { env, stdio: 'ignore' }));
  };
  const discard = (): void => {
    for (const program of programs.reverse()) program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    start('swtpm', [
      ...['socket', '--tpm2', '--tpmstate', `dir=${state}`, '--flags', 'not-need-init,startup-clear'],
      ...['--server', `type=tcp,port=${port},bindaddr=127.0.0.1`],
      ...['--ctrl', `type=tcp,port=${port + 1},bindaddr=127.0.0.1`],
    ]);
    const configuration = join(folder, 'bus.conf');
    writeFileSync(configuration, busFor(bus));
    start('dbus-daemon', ['--nofork', `--config-file=${configuration}`]);
    await soon(() => existsSync(bus));
    const manager = ['--session', '--flush-all', `--tcti=swtpm:host=127.0.0.1,port=${port}`];
    start('tpm2-abrmd', process.getuid?.() === 0 ? [...manager, '--allow-root'] : manager);
    const tool = (...args: readonly string[]): void => {
      execFileSync('tpm2_ptool', [...args, '--path', store], { env, stdio: 'ignore' });
    };
    await soon(() => {
      tool('init');
      return true;
    });
    const [label, pin] = ['attestry', '24681357'];
    tool('addtoken', '--pid', '1', '--label', label, '--sopin', '87654321', '--userpin', pin);
    const module = library('libtpm2_pkcs11.so.1', 'pkcs11/libtpm2_pkcs11.so');
    return { name: 'tpm2-pkcs11', module, environment, label, pin, discard };
  } catch (error) {
    discard();
    throw error;
  }
}

const busFor = (path: string): string => `<busconfig>
  <type>session</type>
  <listen>unix:path=${path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** Tries again for some seconds what programs that are starting cannot do yet. @throws what the last try threw */
async function soon(tried: () => boolean): Promise<void> {
  const until = Date.now() + 15_000;
  for (;;) {
    try {
      if (tried()) return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error('a program that the TPM needs does not start');
    await sleep(100);
  }
}

/** A port that is free and whose next one is free as well: the TPM wants both. */
async function twoFreePorts(): Promise<number> {
  for (;;) {
    const [first, second] = [createServer(), createServer()];
    try {
      const port = await listening(first, 0);
      await listening(second, port + 1);
      return port;
    } catch {
      // The next one was taken: another pair.
    } finally {
      first.close();
      second.close();
    }
  }
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
