import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import {
  frameworksListVerb,
  frameworksShowVerb,
  frameworksTemplateVerb,
  frameworksValidateVerb,
} from './verbs/frameworks.ts';
import { frameworksImportVerb, frameworksRemoveVerb } from './verbs/own-frameworks.ts';

/** Verbs on the bodies of rules that controls are reviewed against. @param resources - what is brought along */
export function addFrameworksCommands(
  program: Command,
  { verb, act, alone }: Verbs,
  resources: string,
): void {
  const frameworks = program
    .command('frameworks')
    .description('what controls are reviewed against')
    .exitOverride();
  verb(frameworks, 'list', 'list the frameworks, with the time in which each holds').action(() =>
    act(frameworksListVerb),
  );
  verb(frameworks, 'show', 'list the requirements of a framework, and what they are to those of others')
    .argument('<id>', 'such as soc2-2017')
    .option('--edition <version>', 'an earlier version of a framework of your own')
    .action((id: string, { edition }: { edition?: string }) =>
      act((context) => frameworksShowVerb(context, id, edition ?? null)),
    );
  verb(frameworks, 'validate', 'check a framework of your own; needs no profile')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => alone(() => frameworksValidateVerb(file, resources)));
  verb(frameworks, 'template', 'print a framework to begin with').action(() =>
    alone(() => Promise.resolve(frameworksTemplateVerb())),
  );
  verb(frameworks, 'import', 'keep a framework of your own, or a later version of one')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => act((context) => frameworksImportVerb(context, file)));
  verb(frameworks, 'remove', 'take a framework of your own out of use that no review was opened under')
    .argument('<id>', 'its id')
    .option('--edition <version>', 'this version alone')
    .action((id: string, { edition }: { edition?: string }) =>
      act((context) => frameworksRemoveVerb(context, id, edition ?? null)),
    );
}
