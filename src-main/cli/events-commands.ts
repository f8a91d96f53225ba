import { type Command, Option } from 'commander';
import { SEVERITIES } from '../../src-shared/clinic/security-event-types.ts';
import type { SecurityDecision } from '../../src-shared/clinic/security-events.ts';
import type { Context, Outcome } from './context.ts';
import { eventsDecideVerb, eventsListVerb, type EventsListOptions, eventsShowVerb } from './verbs/events.ts';

/** The verbs on security events. */
export function addEventsCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const events = program
    .command('events')
    .description('security events of the clinic’s database')
    .exitOverride();
  verb(events, 'list', 'what waits for somebody, the worst and oldest first')
    .option('--unfinished', 'those too that nobody has to look into')
    .option('--ended', 'those that were resolved or dismissed')
    .option('--all', 'every one')
    .addOption(new Option('--severity <severity>', 'only of this severity').choices([...SEVERITIES]))
    .option('--limit <n>', 'how many', '100')
    .action((options: EventsListOptions) => act((context) => eventsListVerb(context, options)));
  verb(events, 'show', 'one event, what was decided on it, and what happened around it')
    .argument('<number>', 'its number')
    .action((number: string) => act((context) => eventsShowVerb(context, number)));
  const decision = (name: string, state: SecurityDecision, text: string): void => {
    verb(events, name, text)
      .argument('<number>', 'its number')
      .requiredOption('--reason <text>', 'why, or what was done; name no patients')
      .action((number: string, { reason }: { reason: string }) =>
        act((context) => eventsDecideVerb(context, number, state, reason)),
      );
  };
  decision('investigate', 'investigating', 'say that somebody is looking into it');
  decision('resolve', 'resolved', 'end it: what happened, what was done');
  decision('dismiss', 'dismissed', 'end it: nothing was behind it');
  decision('reopen', 'reopened', 'put it back into the queue');
}
