import { type Candidate, type Person, personSchema } from '../../../src-shared/rights/people.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { jsonFrom } from './rights-files.ts';

export type MatchOptions = { readonly person?: string; readonly link?: string };

const nameOf = ({ givenNames, familyName }: Person): string =>
  [givenNames, familyName].filter((part) => part !== '').join(' ');

const candidateLines = ({
  patientId,
  person,
  score,
  fields,
  mergedFrom,
  deceasedOn,
}: Candidate): readonly string[] => [
  `${patientId}  ${score} of 100  ${nameOf(person)}${person.birthDate === null ? '' : `, born ${person.birthDate}`}${person.recordNumber === '' ? '' : `, record ${person.recordNumber}`}`,
  ...fields.map(
    ({ field, points, why }) =>
      `  ${field}: ${points > 0 ? '+' : ''}${points}${why === '' ? '' : `  ${why}`}`,
  ),
  ...(mergedFrom.length === 0 ? [] : [`  merged into it: ${mergedFrom.join(', ')}`]),
  ...(deceasedOn === null ? [] : [`  died on ${deceasedOn}`]),
];

/** Finds the patient of a case, with the score explained; links the one that is named. Exit code 2 when nobody is like that. */
export async function rightsMatchVerb(
  context: Context,
  caseId: string,
  { person, link }: MatchOptions,
): Promise<Outcome> {
  const given = person === undefined ? null : await jsonFrom(person, personSchema);
  await mustSignIn(context);
  const { rights } = context.services;
  const steps = link === undefined ? undefined : (await rights.case(caseId)).steps;
  const asked = given ?? (await rights.words(caseId)).request.patient;
  const candidates = await rights.match(caseId, asked);
  if (link === undefined)
    return {
      answer: {
        json: { caseId, candidates },
        lines:
          candidates.length === 0
            ? ['Nobody in the clinic’s database is like this. Try another spelling with --person.']
            : candidates.flatMap(candidateLines),
      },
      exit: candidates.length === 0 ? EXIT.tampered : EXIT.fine,
    };
  const found = candidates.find(({ patientId }) => patientId === link);
  if (found === undefined)
    throw new Fault(
      'usage',
      'The patient to link is not among those who may be meant.',
      'Look with `rights match` first, and give --link the id that stands there.',
    );
  const duplicates = await rights.link(caseId, found, steps);
  const { patientId, basis, score } = found;
  return {
    answer: {
      json: { caseId, patientId, basis, score, duplicates },
      lines: [
        `${caseId} is about ${patientId} (${score} of 100).`,
        ...(duplicates.length === 0
          ? []
          : [`Perhaps the same as ${duplicates.join(', ')}; each keeps its own clock.`]),
      ],
    },
    exit: EXIT.fine,
  };
}
