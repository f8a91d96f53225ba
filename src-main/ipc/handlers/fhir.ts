import type { fhirContract } from '../../../src-shared/fhir/contract.ts';
import { beginOfFile } from '../../fhir/index.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Files of other systems, checked before anybody takes them in. */
export function fhirHandlers({ services, dialogs }: HandlerParts): HandlersOf<typeof fhirContract> {
  return {
    'fhir.check-file': async () => {
      const file = await dialogs.openFile({
        title: 'Check a FHIR file',
        filters: [
          { name: 'FHIR in JSON', extensions: ['json', 'fhir'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      if (file === null) return { checked: null };
      const verdict = await services.fhir.judge(await beginOfFile(dialogs.pathOf(file.handle)));
      return { checked: { name: file.name, verdict } };
    },
  };
}
