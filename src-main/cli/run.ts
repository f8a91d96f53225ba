import { Command, CommanderError } from 'commander';
import { profileFolder } from '../base/config.ts';
import { Fault } from '../base/fault.ts';
import { bundleCommands } from './bundle-commands.ts';
import { witnessCommands } from './witness-commands.ts';
import type { Services } from '../jobs/ports.ts';
import type { Context, Outcome } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { pinAnswers } from './pin-answers.ts';
import { type Console, progressLine, say, sayFailure } from './output.ts';
import { activityListVerb, activityVerifyVerb } from './verbs/activity.ts';
import { addEventsCommands } from './events-commands.ts';
import { addRiskCommands } from './risk-commands.ts';
import { guardCommands } from './guard-commands.ts';
import { keyCommands } from './key-commands.ts';
import { phiCommands } from './phi-commands.ts';
import { rightsCommands } from './rights-commands.ts';
import { proofCommands } from './proof-commands.ts';
import { addGuardRowsCommands } from './guard-rows-commands.ts';
import { addGuardTriggersCommands } from './guard-triggers-commands.ts';
import { addCheckCommands } from './check-commands.ts';
import { addControlsCommands } from './controls-commands.ts';
import { addGapCommands } from './gap-commands.ts';
import { addFrameworksCommands } from './frameworks-commands.ts';
import { reviewCommands } from './review-commands.ts';
import { addSigningCommands } from './signing-commands.ts';
import { addLimitsCommands } from './limits-commands.ts';
import { addReportCommands } from './report-commands.ts';
import { addRetentionCommands } from './retention-commands.ts';
import { addScheduleCommands } from './schedule-commands.ts';
import { addTablesCommands } from './tables-commands.ts';
import { addTokenCommands } from './token-commands.ts';
import { connectVerb, type ConnectOptions } from './verbs/connect.ts';
import { checkpointVerb, levelsVerb, sealVerb, verifyVerb, type VerifyOptions } from './verbs/integrity.ts';
import { monitorVerb, type MonitorOptions } from './verbs/monitor.ts';
import { demoVerb } from './verbs/report.ts';
import { sampleDownVerb, sampleStatusVerb, sampleUpVerb, type SampleUpOptions } from './verbs/sample.ts';
import { statusVerb } from './verbs/status.ts';

/** What the command line needs of its surroundings. */
export type CommandLine = {
  readonly args: readonly string[];
  readonly version: string;
  readonly home: string;
  /** What is brought along, for verbs that need no profile. */
  readonly resources: string;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Tells `changed` when something may have to be answered. */
  readonly services: (folder: string, changed: () => void) => Services;
};

type Globals = { readonly profile?: string; readonly json?: boolean; readonly pinChecked?: boolean };

/** Runs one verb and returns the exit code. */
export async function runCli(line: CommandLine): Promise<ExitCode> {
  let exit: ExitCode = EXIT.fine;
  const json = line.args.includes('--json');
  const console: Console = { out: line.out, err: line.err, json };
  const program = new Command('attestry')
    .description('Proves that an audit log has not been tampered with, and signs reports of it.')
    .version(line.version)
    .option('--profile <dir>', 'profile folder (default: the folder of the window)')
    .option('--json', 'one JSON document on standard output, nothing else')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => line.out.write(text),
      writeErr: (text) => {
        if (!json) line.err.write(text);
      },
    });
  const globals = (): Globals => program.opts<Globals>();

  const act = async (verb: (context: Context) => Promise<Outcome>): Promise<void> => {
    const folder = profileFolder(globals().profile ?? null, {
      platform: process.platform,
      env: process.env,
      home: line.home,
    });
    const services = line.services(folder, () => {
      answer();
    });
    const answer = pinAnswers(services, globals().pinChecked === true);
    const abort = new AbortController();
    const stop = (): void => {
      abort.abort();
    };
    process.once('SIGINT', stop);
    // Children and threads that owe an answer keep no process alive: it would end in the middle, with exit code 0.
    const alive = setInterval(() => undefined, 60_000);
    const progress = progressLine(console);
    try {
      const { answer: said, exit: code } = await verb({
        services,
        folder,
        pinChecked: globals().pinChecked === true,
        work: {
          signal: abort.signal,
          progress: (value) => {
            progress.show(value);
          },
        },
      });
      progress.clear();
      say(console, said);
      exit = code;
    } finally {
      progress.clear();
      process.off('SIGINT', stop);
      await services.close();
      clearInterval(alive);
    }
  };

  const alone = async (verb: () => Promise<Outcome>): Promise<void> => {
    const { answer, exit: code } = await verb();
    say(console, answer);
    exit = code;
  };

  // Options that are global for us are accepted behind the verb as well.
  const verb = (parent: Command, name: string, text: string): Command =>
    parent
      .command(name)
      .description(text)
      .option('--profile <dir>', 'profile folder')
      .option('--json', 'one JSON document')
      .option('--pin-checked', 'I have checked the PIN (after two wrong ones)')
      .hook('preAction', (_this, command) => {
        const { profile, pinChecked } = command.opts<Globals>();
        if (profile !== undefined) program.setOptionValue('profile', profile);
        if (pinChecked !== undefined) program.setOptionValue('pinChecked', pinChecked);
      })
      .exitOverride();

  verb(program, 'connect', 'check database and token, then store them in the profile')
    .option('--database <url>', 'postgresql://user:password@host:port/database')
    .option('--ca <file>', 'CA certificate of the database server (PEM)')
    .option('--module <file>', 'PKCS#11 module of the token')
    .option('--token <label>', 'label of the token')
    .action((options: ConnectOptions) => act((context) => connectVerb(context, options)));
  verb(program, 'status', 'say where things stand').action(() => act(statusVerb));
  const sample = program.command('sample').description('the sample clinic').exitOverride();
  verb(sample, 'up', 'build or start the sample clinic')
    .option('--entries <n>', 'audit entries, up to 5,000,000 (default 10,000)')
    .option('--seed <s>', 'seed of the generator (default 1)')
    .option('--unless-connected', 'do nothing in a profile that is connected to a real clinic')
    .action((options: SampleUpOptions) => act((context) => sampleUpVerb(context, options)));
  verb(sample, 'status', 'say whether it runs').action(() => act(sampleStatusVerb));
  verb(sample, 'down', 'stop it; its data is kept')
    .option('--delete', 'remove its data and its token too')
    .action((options: { delete?: boolean }) => act((context) => sampleDownVerb(context, options)));
  verb(program, 'seal', 'seal what is settled, witness it, sign a checkpoint').action(() => act(sealVerb));
  verb(program, 'verify', 'verify the log')
    .requiredOption('--level <level>', 'basic, chain, merkle, signature or blockchain')
    .option('--pace <pace>', 'full, or background: a quarter of one reader', 'full')
    .option('--dry-run', 'say what it would see and cost, and read nothing')
    .action((options: VerifyOptions) => act((context) => verifyVerb(context, options)));
  verb(program, 'levels', 'say what each level sees and costs').action(() => act(levelsVerb));
  addScheduleCommands(program, verb, act);
  verb(program, 'monitor', 'run cycles of the monitor: new seals, the rolling re-scan, a random draw')
    .option('--cycles <n>', 'how many, one each period', '1')
    .action((options: MonitorOptions) => act((context) => monitorVerb(context, options)));
  const activity = program
    .command('activity')
    .description("this installation's own record of what was done")
    .exitOverride();
  verb(activity, 'list', 'print the newest entries')
    .option('--limit <n>', 'how many', '50')
    .action((options: { limit: string }) => act((context) => activityListVerb(context, options)));
  verb(activity, 'verify', 'read all of it again: entries, chain, tree, signatures').action(() =>
    act(activityVerifyVerb),
  );
  guardCommands(program, verb, act);
  addTablesCommands(program, verb, act);
  addFrameworksCommands(program, { verb, act, alone }, line.resources);
  addControlsCommands(program, { verb, act, alone });
  addCheckCommands(program, { verb, act });
  addGapCommands(program, { verb, act });
  addGuardRowsCommands(program, verb, act);
  addRetentionCommands(program, verb, act);
  addLimitsCommands(program, verb, act);
  addGuardTriggersCommands(program, verb, act);
  addEventsCommands(program, verb, act);
  addRiskCommands(program, verb, act);
  addTokenCommands(program, verb, act);
  const checkpoint = program.command('checkpoint').description('signed checkpoints').exitOverride();
  verb(checkpoint, 'show', 'print the newest one, a signed note').action(() => act(checkpointVerb));
  proofCommands(program, checkpoint, { verb, act, alone });
  bundleCommands(program, { verb, act, alone });
  witnessCommands(program, checkpoint, { verb, act, alone });
  keyCommands(program, { verb, act });
  phiCommands(program, { verb, act });
  rightsCommands(program, { verb, act });
  reviewCommands(program, { verb, act });
  addReportCommands(program, { verb, act, alone });
  addSigningCommands(program, verb, act);
  verb(
    program,
    'demo',
    'seal, verify, sign a report and verify it, on the sample clinic if nothing is connected',
  ).action(() => act(demoVerb));

  try {
    await program.parseAsync(line.args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.fine;
      if (json)
        sayFailure(
          console,
          new Fault(
            'usage',
            'The command line is not understood.',
            'Run it with --help to see what it takes.',
          ),
        );
      return EXIT.error;
    }
    sayFailure(console, error);
    // A verification that was cut off has not found out anything.
    return error instanceof Fault && error.code === 'database-connection-lost' && line.args.includes('verify')
      ? EXIT.unknown
      : EXIT.error;
  }
  return exit;
}
