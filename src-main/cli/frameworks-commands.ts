import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import {
  frameworksListVerb,
  frameworksShowVerb,
  frameworksTemplateVerb,
  frameworksValidateVerb,
} from './verbs/frameworks.ts';

/** Verbs on the bodies of rules that controls are reviewed against. */
export function addFrameworksCommands(program: Command, { verb, act, alone }: Verbs): void {
  const frameworks = program
    .command('frameworks')
    .description('what controls are reviewed against')
    .exitOverride();
  verb(frameworks, 'list', 'list the frameworks, with the time in which each holds').action(() =>
    act(frameworksListVerb),
  );
  verb(frameworks, 'show', 'list the requirements of a framework, and what they are to those of others')
    .argument('<id>', 'such as soc2-2017')
    .action((id: string) => act((context) => frameworksShowVerb(context, id)));
  verb(frameworks, 'validate', 'check a framework of your own; needs no profile')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => alone(() => frameworksValidateVerb(file)));
  verb(frameworks, 'template', 'print a framework to begin with').action(() =>
    alone(() => Promise.resolve(frameworksTemplateVerb())),
  );
}
