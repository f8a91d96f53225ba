import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import {
  scheduleListVerb,
  scheduleRunDueVerb,
  scheduleSetVerb,
  type ScheduleSetOptions,
} from './verbs/schedule.ts';

/** The verbs on verifications that come by themselves. */
export function addScheduleCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const schedule = program
    .command('schedule')
    .description('verifications that come by themselves')
    .exitOverride();
  verb(schedule, 'list', 'say which, and where they stand').action(() => act(scheduleListVerb));
  verb(schedule, 'set', 'change, add or remove one')
    .argument('<plan>', 'its name, e.g. daily')
    .option('--level <level>', 'basic, chain, merkle, signature or blockchain')
    .option('--pace <pace>', 'full or background')
    .option('--on <day>', 'every-day, monday … sunday')
    .option('--at <time>', 'time of day on this machine, HH:MM')
    .option('--enable', 'turn it on')
    .option('--disable', 'turn it off')
    .option('--remove', 'take it away')
    .action((plan: string, options: ScheduleSetOptions) =>
      act((context) => scheduleSetVerb(context, plan, options)),
    );
  verb(schedule, 'run-due', 'run what is due, once each; for cron or a timer').action(() =>
    act(scheduleRunDueVerb),
  );
}
