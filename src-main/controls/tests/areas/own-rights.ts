import type { CaseRow } from '../../../../src-shared/rights/contract.ts';
import {
  type ApplicationTest,
  nothingToTest,
  privacy,
  setting,
  soc2,
  type TestedRow,
} from '../definition.ts';
import type { OwnRecords } from '../ports.ts';

const DAY_MS = 86_400_000;
/** Most requests whose every step is looked at. */
const MOST_CASES = 2000;
const years = setting('years', 1, 'Years that are looked back for requests that were answered');
const recent = (row: CaseRow, now: number, back: number): boolean =>
  row.open || Date.parse(row.receivedOn) >= now - back * 366 * DAY_MS;

/** A test of whether requests of a kind were answered in time. */
const inTime = (
  id: string,
  type: CaseRow['type'],
  words: { readonly title: string; readonly shows: string; readonly rule: string; readonly what: string },
  supports: ApplicationTest['supports'],
): ApplicationTest => ({
  id,
  version: 1,
  area: 'rights',
  reads: 'application',
  title: words.title,
  shows: words.shows,
  population: `All ${words.what} that are open, or were received within the period.`,
  parameters: [years],
  rule: words.rule,
  limits: 'Requests that nobody entered here are not found.',
  supports,
  empty: nothingToTest(`there is none of the ${words.what} in the period.`),
  asks: `The ${words.what} that are kept here, with their clocks.`,
  check: async (own, { now, number }) =>
    (await own.cases())
      .filter((row) => row.type === type && recent(row, now, number('years')))
      .map((row) => ({
        key: `request ${row.caseId}`,
        ok: !row.late && (row.daysLeft === null || row.daysLeft >= 0),
        fact: row.open ? `was due on ${row.due} and is open` : `was due on ${row.due} and was answered later`,
      })),
});

/** Cases of the period with everything about them. */
async function views(own: OwnRecords, wanted: (row: CaseRow) => boolean) {
  const rows = (await own.cases()).filter(wanted).slice(0, MOST_CASES);
  return Promise.all(rows.map((row) => own.case(row.caseId)));
}

/** Patients' requests, as this application keeps them. */
export const OWN_RIGHTS_TESTS: readonly ApplicationTest[] = [
  inTime(
    'rights-access-in-time',
    'access',
    {
      title: 'Requests for access are answered in time',
      shows: 'Patients get their record within the time of the law.',
      rule: 'The request was answered by the day it was due, or that day is still to come (45 CFR 164.524(b)(2)).',
      what: 'requests for access',
    },
    [...soc2('P5.1'), ...privacy('164.524(b)')],
  ),
  inTime(
    'rights-amendments-in-time',
    'amendment',
    {
      title: 'Requests for amendment are answered in time',
      shows: 'Patients hear in time whether their record is corrected.',
      rule: 'The request was answered by the day it was due, or that day is still to come (45 CFR 164.526(b)(2)).',
      what: 'requests for amendment',
    },
    [...soc2('P5.2'), ...privacy('164.526(b)')],
  ),
  inTime(
    'rights-accountings-in-time',
    'accounting',
    {
      title: 'Accountings of disclosures are given in time',
      shows: 'Patients learn in time who was given their data.',
      rule: 'The request was answered by the day it was due, or that day is still to come (45 CFR 164.528(c)(1)).',
      what: 'requests for an accounting',
    },
    [...soc2('P6.7'), ...privacy('164.528(c)')],
  ),
  inTime(
    'rights-complaints-in-time',
    'complaint',
    {
      title: 'Complaints are answered in time',
      shows: 'Complaints about privacy are looked into and not left lying.',
      rule: 'The complaint was answered by the day it was due by the house rule, or that day is still to come.',
      what: 'complaints',
    },
    [...soc2('P8.1'), ...privacy('164.530(d)')],
  ),
  {
    id: 'rights-identity-first',
    version: 1,
    area: 'rights',
    reads: 'application',
    title: 'Nobody gets a record without showing who they are',
    shows: 'Records go to the person they are about, or to somebody entitled.',
    population:
      'All requests for access, amendment and accounting of the period that were answered with something.',
    parameters: [years],
    rule: 'The identity check was passed before.',
    limits: 'It does not show that the proofs were genuine.',
    supports: [...soc2('P5.1'), ...privacy('164.514(h)')],
    empty: nothingToTest('no request was answered in the period.'),
    asks: 'The requests that are kept here, with their identity checks.',
    check: async (own, { now, number }) =>
      (
        await views(
          own,
          (row) =>
            ['access', 'amendment', 'accounting'].includes(row.type) &&
            ['approved', 'partial', 'prepared', 'delivered', 'closed'].includes(row.state) &&
            recent(row, now, number('years')),
        )
      )
        .filter(({ decision }) => decision !== null && decision.outcome !== 'denied')
        .map(({ row, verifiedOn }) => ({
          key: `request ${row.caseId}`,
          ok: verifiedOn !== null,
          fact: 'was decided before anybody showed who they are',
        })),
  },
  {
    id: 'rights-denials-signed',
    version: 1,
    area: 'rights',
    reads: 'application',
    title: 'Denials have a ground and a signature',
    shows: 'Nobody is refused without a reason that the law knows, and an officer who answers for it.',
    population: 'All requests that were denied, in whole or in part.',
    parameters: [years],
    rule: 'The decision names a ground, and is signed with the officer’s key.',
    limits: 'It does not show that the ground fits.',
    supports: [...soc2('P5.1'), ...privacy('164.524(d)')],
    empty: nothingToTest('no request was denied.'),
    asks: 'The requests that are kept here, with their decisions.',
    check: async (own, { now, number }) =>
      (await views(own, (row) => row.type === 'access' && recent(row, now, number('years'))))
        .filter(({ decision }) => decision !== null && decision.outcome !== 'approved')
        .map(({ row, decision }) => ({
          key: `request ${row.caseId}`,
          ok: decision !== null && decision.signOff !== null && decision.grounds.length > 0,
          fact: decision?.signOff === null ? 'the decision is not signed' : 'no ground is named',
        })),
  },
  {
    id: 'rights-deliveries-known',
    version: 1,
    area: 'rights',
    reads: 'application',
    title: 'It is known of every answer whether it arrived',
    shows: 'No answer got lost on its way.',
    population: 'All deliveries of answers.',
    parameters: [setting('hours', 48, 'Hours within which it has to be found out')],
    rule: 'The delivery was sent, or is younger than these hours.',
    limits: 'Sent is not read.',
    supports: [...soc2('P5.1', 'PI1.4'), ...privacy('164.524(c)')],
    empty: nothingToTest('no answer was delivered yet.'),
    asks: 'The deliveries that are kept here.',
    check: async (own, { now, number }) => {
      const cases = (await own.cases()).filter(({ state }) =>
        ['prepared', 'delivered', 'delivery-failed', 'closed'].includes(state),
      );
      const rows: TestedRow[] = [];
      for (const { caseId } of cases.slice(0, MOST_CASES)) {
        const all = await own.deliveries(caseId);
        for (const { deliveryId, state, changedAt } of all)
          rows.push({
            key: `delivery ${deliveryId}`,
            // One that failed and was made good by another is in order.
            ok:
              state === 'sent' ||
              all.some((other) => other.state === 'sent') ||
              now - Date.parse(changedAt) <= number('hours') * 3_600_000,
            fact: `of request ${caseId} is ${state}`,
          });
      }
      return rows;
    },
  },
];
