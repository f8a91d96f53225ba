import type { accountingContract } from '../../../src-shared/rights/accounting.ts';
import type { dossierContract } from '../../../src-shared/rights/dossier.ts';
import type { reviewContract } from '../../../src-shared/rights/review.ts';
import { Fault } from '../../base/fault.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Collecting, reviewing and accounting for patients' requests. */
export function dossierHandlers({
  services,
  jobs,
}: HandlerParts): HandlersOf<typeof dossierContract & typeof reviewContract & typeof accountingContract> {
  const { dossiers, reviews, accountings } = services;
  return {
    'rights.dossier-map': async () => {
      const { origin, text, read } = await dossiers.map();
      const sources = read.map?.sources ?? [];
      return {
        ...{ origin, text, name: read.map?.name ?? '', revision: read.map?.revision ?? 0 },
        categories: [...Map.groupBy(sources, ({ category }) => category)].map(([category, of]) => ({
          category,
          titles: of.map(({ title }) => title),
        })),
        problems: [...read.problems],
      };
    },
    'rights.check-dossier-map': ({ text }) => ({ problems: [...dossiers.check(text)] }),
    'rights.set-dossier-map': async ({ text }) => ({ problems: [...(await dossiers.setMap(text))] }),
    'rights.try-dossier-map': async ({ caseId }) => {
      const { trials, warnings } = await dossiers.tryMap(caseId);
      return { trials: [...trials], warnings: [...warnings] };
    },
    'rights.collect': ({ caseId }) => ({
      jobId: jobs.start('collect', `Collecting for ${caseId}`, async (work) => {
        if (await dossiers.collect(caseId, work)) return caseId;
        throw notAll();
      }),
    }),
    'rights.collection': async ({ caseId }) => ({ collection: await dossiers.collection(caseId) }),
    'rights.add-companion': ({ caseId, items, kind, text }) =>
      dossiers.addCompanions(caseId, items, kind, text),
    'rights.review': ({ caseId }) => reviews.summary(caseId),
    'rights.review-items': async ({ caseId, filter, offset, limit }) => {
      const { total, rows } = await reviews.items(caseId, filter, offset, limit);
      return { total, rows: [...rows] };
    },
    'rights.review-item': async ({ caseId, number }) => {
      const { row, fields, companions } = await reviews.item(caseId, number);
      return { row, fields: [...fields], companions: [...companions] };
    },
    'rights.review-decide': async ({ caseId, chosen, deciding }) => ({
      items: await reviews.decide(caseId, chosen, deciding),
    }),
    'rights.review-confirm': ({ caseId, grounds }) => reviews.confirm(caseId, grounds),
    'rights.review-finish': ({ caseId }) => reviews.finish(caseId),
    'rights.accounting': ({ caseId }) => accountings.account(caseId),
    'rights.fix-accounting': async ({ caseId }) => ({ sha256: await accountings.fix(caseId) }),
    'rights.disclosures': async ({ caseId }) => ({
      rows: [...(await accountings.disclosures(caseId))],
      suspensions: [...(await accountings.suspensions(caseId))],
    }),
    'rights.add-disclosure': async ({ caseId, disclosure, replaces }) => ({
      disclosureId: await accountings.addDisclosure(caseId, disclosure, replaces),
    }),
    'rights.add-suspension': async ({ caseId, suspension }) => ({
      suspensionId: await accountings.addSuspension(caseId, suspension),
    }),
    'rights.reissues': async () => ({ cases: [...(await accountings.reissues())] }),
  };
}

/** A source that failed may hold what was asked for. */
const notAll = (): Fault =>
  new Fault(
    'table-unusable',
    'Some records could not be read, so the collection is not complete.',
    'Look at the case: each source says what is wrong with it. Collect again when that is mended; nothing is read twice.',
  );
