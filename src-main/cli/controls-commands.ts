import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import {
  controlsListVerb,
  controlsMapCheckVerb,
  controlsMapSetVerb,
  controlsMapShowVerb,
  controlsTestVerb,
  type TestOptions,
} from './verbs/controls.ts';

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Verbs on automated tests of controls. */
export function addControlsCommands(program: Command, { verb, act }: Verbs): void {
  const controls = program.command('controls').description('automated tests of controls').exitOverride();
  verb(controls, 'list', 'list the tests, with what each supports and where it stands').action(() =>
    act(controlsListVerb),
  );
  verb(controls, 'test', 'run tests and keep their results; exit code 2 when one fails')
    .option(
      '--framework <id>',
      'those that support a framework, such as soc2-2017; may be given again',
      several,
    )
    .option('--control <id>', 'those that support a requirement, such as CC6.1; may be given again', several)
    .option('--test <id>', 'one test; may be given again', several)
    .option('--sample <size>', 'test so many rows of each population instead of all')
    .option('--seed <number>', 'what the sample is drawn with; the same draws the same', '1')
    .action((options: TestOptions) => act((context) => controlsTestVerb(context, options)));
  const map = controls.command('map').description('where the clinic keeps what tests look at').exitOverride();
  verb(map, 'show', 'print the map in use').action(() => act(controlsMapShowVerb));
  verb(map, 'check', 'say what is wrong with a map')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => act((context) => controlsMapCheckVerb(context, file)));
  verb(map, 'set', 'use a map from now on')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => act((context) => controlsMapSetVerb(context, file)));
  verb(map, 'reset', 'use the shipped map again').action(() =>
    act((context) => controlsMapSetVerb(context, null)),
  );
}
