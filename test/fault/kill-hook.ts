import processes from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Worker } from 'node:worker_threads';

// Loaded into a program of ours before its own first line (`node --import`): writes down every call that it makes to the
// cache thread and to the token process, and kills it at one of them. The program itself knows nothing of it.

/** What the hook is told, as JSON in the variable ATTESTRY_TEST_KILL. */
export type KillOrder = {
  /** One line each: `sent <method> <key>` and `came <method> <key>`. */
  readonly journal: string;
  /** Which call; null to let the program come to its end. */
  readonly step: number | null;
  /** `sent`: right after the call was sent. `midway`: a moment later. `came`: when its answer is there. */
  readonly moment: 'sent' | 'midway' | 'came';
};

type Message = { readonly id?: number; readonly method?: string; readonly input?: unknown };
const order = process.env.ATTESTRY_TEST_KILL;
if (order !== undefined) watch(JSON.parse(order) as KillOrder);

function watch({ journal, step, moment }: KillOrder): void {
  let steps = 0;
  const under = new Map<string, { readonly what: string; readonly step: number }>();
  const kill = (): void => {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  const nameOf = (end: object, id: number): string => `${end instanceof Worker ? 'cache' : 'token'} ${id}`;
  const sent = (end: object, message: Message): boolean => {
    // The heart-beat comes when it comes.
    if (message.id === undefined || message.method === undefined || message.method === 'beat') return false;
    const input = (message.input ?? {}) as { keyId?: string; how?: { keyId?: string } };
    const what = `${message.method} ${input.how?.keyId ?? input.keyId ?? ''}`;
    steps += 1;
    under.set(nameOf(end, message.id), { what, step: steps });
    appendFileSync(journal, `sent ${what}\n`);
    return steps === step && moment !== 'came';
  };
  const came = (end: object, message: Message): void => {
    const call = under.get(nameOf(end, message.id ?? -1));
    if (call === undefined) return;
    appendFileSync(journal, `came ${call.what}\n`);
    if (call.step === step) kill();
  };
  const watched = (end: object, name: 'postMessage' | 'send'): void => {
    const send = Reflect.get(end, name) as Call;
    const emit = Reflect.get(end, 'emit') as Call;
    Reflect.set(end, name, function (this: object, ...args: unknown[]): unknown {
      const dies = sent(this, args[0] as Message);
      const answer = send.apply(this, args);
      if (dies && moment === 'midway') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      if (dies) kill();
      return answer;
    });
    Reflect.set(end, 'emit', function (this: object, ...args: unknown[]): unknown {
      if (args[0] === 'message') came(this, args[1] as Message);
      return emit.apply(this, args);
    });
  };
  watched(Worker.prototype, 'postMessage');
  const fork = processes.fork as Call;
  Reflect.set(processes, 'fork', (...args: unknown[]): unknown => {
    const child = fork(...args) as object;
    watched(child, 'send');
    return child;
  });
  syncBuiltinESMExports();
}

type Call = (...args: unknown[]) => unknown;
