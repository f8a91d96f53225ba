import type { fhirContract } from '../../../src-shared/fhir/contract.ts';
import { FHIR_LIMIT } from '../../../src-shared/fhir/types.ts';
import { beginOfFile } from '../../base/begin-of-file.ts';
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
      const verdict = await services.fhir.judge(
        await beginOfFile(dialogs.pathOf(file.handle), FHIR_LIMIT + 1),
      );
      return { checked: { name: file.name, verdict } };
    },
  };
}
