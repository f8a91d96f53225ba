/**
 * The token process: one PKCS#11 module, loaded where its crashes and hangs harm nobody. Started with the module's file
 * and the SHA-256 it must have as its arguments, by Electron's utilityProcess or by Node's fork.
 */
import { serve } from '../processes/rpc.ts';
import { CryptokiError, faultFor } from './answers.ts';
import { BEAT_EVERY, LOOK_EVERY, type ProcessEvent } from './events.ts';
import { inspectModuleFile, moduleChanged } from './module-file.ts';
import type { Bench } from './operation.ts';
import { operationNamed, OPERATIONS, type OperationName } from './operations.ts';
import { parentWire } from './parent.ts';
import { loadCryptoki } from './pkcs11.ts';
import { tokenSessions } from './session.ts';

const [file = '', pinned = ''] = process.argv.slice(2);
const wire = parentWire();
const tell = (event: ProcessEvent['event']): void => {
  wire.post({ event } satisfies ProcessEvent);
};

let loaded: Bench | undefined;
let loading: Promise<Bench> | undefined;
let looking: NodeJS.Timeout | undefined;

async function load(): Promise<Bench> {
  const inspected = await inspectModuleFile(file);
  // Between the officer's consent and now somebody may have put another file there.
  if (pinned !== '' && inspected.sha256 !== pinned) throw moduleChanged(inspected.name);
  const cryptoki = loadCryptoki(file);
  return (loaded = { file: inspected, cryptoki, sessions: tokenSessions(cryptoki), watch });
}

/** The module, loaded at the first call; a call after a failure tries again. */
const bench = (): Promise<Bench> =>
  (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));

/** What is in, in what state; null when the module does not say. */
function seen(): string | null {
  try {
    return JSON.stringify(loaded?.sessions.list() ?? null);
  } catch {
    return null;
  }
}

function watch(): void {
  if (looking !== undefined) return;
  let before = seen();
  looking = setInterval(() => {
    const now = seen();
    if (now === before) return;
    before = now;
    tell('tokens');
  }, LOOK_EVERY);
}

async function answer(name: OperationName, input: unknown): Promise<unknown> {
  // Nothing was begun, so nothing needs to be ended.
  if (name === 'close' && loaded === undefined) return undefined;
  const { input: expected, output, run } = operationNamed(name);
  const on = await bench();
  try {
    return output.parse(run(on, expected.parse(input)));
  } catch (error) {
    throw error instanceof CryptokiError ? faultFor(error) : error;
  }
}

serve(
  wire,
  Object.fromEntries(
    (Object.keys(OPERATIONS) as OperationName[]).map((name) => [
      name,
      (input: unknown) => answer(name, input),
    ]),
  ),
);
setInterval(() => {
  tell('beat');
}, BEAT_EVERY);
