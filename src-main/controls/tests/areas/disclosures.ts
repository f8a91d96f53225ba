import { type ClinicTest, fhir, nothingToTest, privacy, pseudonym, setting, soc2 } from '../definition.ts';

const noDisclosure = nothingToTest('the clinic records no disclosure of the period.');
const noPatient = nothingToTest('the clinic has no patient who registered within the period.');

/** What was given to others, what patients agreed to, and what they were told. */
export const DISCLOSURE_TESTS: readonly ClinicTest[] = [
  {
    id: 'disclosures-whole',
    version: 1,
    area: 'disclosures',
    reads: 'clinic',
    title: 'Disclosures say to whom, what and why',
    shows: 'An accounting can be given from what is recorded (45 CFR 164.528(b)(2)).',
    population: 'All disclosures of the last years that belong into an accounting.',
    parameters: [setting('years', 6, 'Years that an accounting goes back')],
    rule: 'Recipient, description and purpose are there, and the address where it is known.',
    limits:
      'Disclosures that nobody recorded are not found. An address that is not known is shown as missing.',
    supports: [...soc2('P6.2', 'P6.7'), ...privacy('164.528(b)')],
    empty: noDisclosure,
    needs: { disclosures: ['key', 'at', 'recipient', 'address', 'description', 'purpose', 'accountable'] },
    query: ({ table, today, value }) => {
      const d = table('disclosures', 'd');
      const there = (column: string): string => `btrim(coalesce(${column}::text, '')) <> ''`;
      return `select ${pseudonym('record', d.key)} as key, ${there(d.recipient)} and ${there(d.address)} and ${there(d.description)} and ${there(d.purpose)} as ok,
       concat_ws(', ', case when not ${there(d.recipient)} then 'no recipient' end, case when not ${there(d.address)} then 'no address' end, case when not ${there(d.description)} then 'no description' end, case when not ${there(d.purpose)} then 'no purpose' end) as fact
  from ${d.from} where ${d.accountable} and ${d.at} >= ${today} - make_interval(years => ${value('years')})`;
    },
  },
  {
    id: 'disclosures-counted',
    version: 1,
    area: 'disclosures',
    reads: 'clinic',
    title: 'Disclosures the law allows without asking are counted',
    shows: 'Nothing that belongs into an accounting is left out of it.',
    population: 'All disclosures of the last years that were made under 45 CFR 164.512.',
    parameters: [setting('years', 6, 'Years that an accounting goes back')],
    rule: 'The disclosure is marked for the accounting.',
    limits: 'It goes by the section that was recorded.',
    supports: [...soc2('P6.7'), ...privacy('164.528(a)')],
    empty: noDisclosure,
    needs: { disclosures: ['key', 'at', 'basis', 'accountable'] },
    query: ({ table, today, value }) => {
      const d = table('disclosures', 'd');
      return `select ${pseudonym('record', d.key)} as key, ${d.accountable} as ok, 'made under ' || ${d.basis} || ', and not marked for the accounting' as fact
  from ${d.from} where ${d.basis}::text like '164.512%' and ${d.at} >= ${today} - make_interval(years => ${value('years')})`;
    },
  },
  {
    id: 'disclosures-authorised',
    version: 1,
    area: 'disclosures',
    reads: 'clinic',
    title: 'Disclosures for research had the patient’s consent',
    shows: 'Nothing went to research that the patient had not agreed to.',
    population:
      'All disclosures of the last years for research that rest on an authorization (45 CFR 164.508).',
    parameters: [setting('years', 6, 'Years that are looked back')],
    rule: 'A consent to research was in force on that day.',
    limits: 'Research under a waiver (164.512(i)) is not looked at.',
    supports: [...soc2('P6.1'), ...privacy('164.508(b)')],
    empty: noDisclosure,
    needs: {
      disclosures: ['key', 'patient', 'at', 'purpose', 'basis'],
      consents: ['patient', 'kind', 'givenOn', 'withdrawnOn'],
    },
    query: ({ table, today, value }) => {
      const d = table('disclosures', 'd');
      const c = table('consents', 'c');
      return `select ${pseudonym('record', d.key)} as key,
       exists (select from ${c.from} where ${c.patient} = ${d.patient} and ${c.kind}::text = 'research' and ${c.givenOn} <= ${d.at}::date and coalesce(${c.withdrawnOn} > ${d.at}::date, true)) as ok,
       'no consent to research was in force' as fact
  from ${d.from} where ${d.purpose}::text ~* 'research' and ${d.basis}::text like '164.508%' and ${d.at} >= ${today} - make_interval(years => ${value('years')})`;
    },
  },
  {
    id: 'disclosures-restricted',
    version: 1,
    area: 'disclosures',
    reads: 'clinic',
    title: 'Agreed restrictions are kept',
    shows: 'A health plan was told nothing that the patient had asked to keep from it.',
    population: 'All disclosures to health plans for payment, of patients with a restriction in force.',
    parameters: [],
    rule: 'There is none after the restriction was agreed to.',
    limits: 'Care that was not paid in full may still be claimed (45 CFR 164.522(a)(1)(vi)): look at each.',
    supports: [...soc2('P6.1'), ...privacy('164.522(a)')],
    empty: {
      outcome: 'pass',
      reason: 'No patient with a restriction in force stands among the disclosures for payment.',
    },
    needs: {
      disclosures: ['key', 'patient', 'at', 'purpose'],
      consents: ['patient', 'kind', 'status', 'givenOn'],
    },
    query: ({ table }) => {
      const d = table('disclosures', 'd');
      const c = table('consents', 'c');
      return `select ${pseudonym('record', d.key)} as key, ${d.at}::date < ${c.givenOn} as ok, 'disclosed for payment on ' || ${d.at}::date || ', after the restriction of ' || ${c.givenOn} as fact
  from ${d.from} join ${c.from} on ${c.patient} = ${d.patient}
 where ${d.purpose}::text ~* 'payment' and ${c.kind}::text = 'restriction' and ${c.status}::text = 'active'`;
    },
  },
  {
    id: 'consents-given',
    version: 1,
    area: 'disclosures',
    reads: 'clinic',
    title: 'Patients agreed to the use of their data',
    shows: 'Choices were explained, and the answer is on file.',
    population: 'All patients who registered within the period.',
    parameters: [
      setting('years', 6, 'Years that are looked back'),
      setting('kind', 'treatment', 'What the consent is called'),
    ],
    rule: 'A consent of this kind is recorded.',
    limits: 'HIPAA does not ask for it; SOC 2 does, where the hospital promises it.',
    supports: soc2('P2.1'),
    empty: noPatient,
    needs: { patients: ['key', 'registeredOn'], consents: ['patient', 'kind'] },
    query: ({ table, today, value }) => {
      const p = table('patients', 'p');
      const c = table('consents', 'c');
      return `select ${pseudonym('patient', p.key)} as key, exists (select from ${c.from} where ${c.patient} = ${p.key} and ${c.kind}::text = ${value('kind')}) as ok, 'no consent is on file' as fact
  from ${p.from} where ${p.registeredOn} >= ${today} - make_interval(years => ${value('years')})`;
    },
  },
  {
    id: 'notices-acknowledged',
    version: 1,
    area: 'acknowledgements',
    reads: 'clinic',
    title: 'Patients got the notice of privacy practices',
    shows: 'Patients were told what happens with their data, and confirmed it.',
    population: 'All patients who registered within the period.',
    parameters: [setting('years', 6, 'Years that are looked back')],
    rule: 'The notice was given by the first visit, and its receipt is acknowledged.',
    limits:
      'Where somebody would not sign, the effort has to be written down (45 CFR 164.520(c)(2)(ii)): look at each.',
    supports: [...soc2('P1.1'), ...privacy('164.520(c)', '164.520(e)')],
    empty: noPatient,
    needs: { patients: ['key', 'registeredOn', 'noticeGivenOn', 'noticeAcknowledgedOn'] },
    query: ({ table, today, value }) => {
      const p = table('patients', 'p');
      return `select ${pseudonym('patient', p.key)} as key, coalesce(${p.noticeGivenOn} <= ${p.registeredOn} and ${p.noticeAcknowledgedOn} is not null, false) as ok,
       case when ${p.noticeGivenOn} is null then 'the notice was not given' when ${p.noticeAcknowledgedOn} is null then 'the receipt was not acknowledged' else 'the notice was given late' end as fact
  from ${p.from} where ${p.registeredOn} >= ${today} - make_interval(years => ${value('years')})`;
    },
  },
  {
    id: 'patients-told-apart',
    version: 1,
    area: 'input',
    reads: 'clinic',
    title: 'Every patient has a record number of their own',
    shows: 'Nobody’s findings get into another one’s record.',
    population: 'All patients.',
    parameters: [],
    rule: 'The record number is there, and nobody else has it.',
    limits: 'One person with two numbers is not found by this.',
    supports: [...soc2('PI1.2', 'P7.1'), ...fhir('F2.5')],
    empty: nothingToTest('the clinic has no patient.'),
    needs: { patients: ['key', 'number'] },
    query: ({ table }) => {
      const p = table('patients', 'p');
      return `select ${pseudonym('patient', p.key)} as key, btrim(coalesce(${p.number}::text, '')) <> '' and count(*) over (partition by ${p.number}) = 1 as ok, 'has no record number, or shares it' as fact
  from ${p.from}`;
    },
  },
  {
    id: 'patients-dates-possible',
    version: 1,
    area: 'input',
    reads: 'clinic',
    title: 'Dates of birth are possible',
    shows: 'What was typed in was checked.',
    population: 'All patients.',
    parameters: [setting('years', 120, 'Oldest age that is believed')],
    rule: 'The date of birth is there, not in the future, and no longer ago than that.',
    limits: 'A date that is possible may still be wrong.',
    supports: soc2('PI1.2', 'P7.1'),
    empty: nothingToTest('the clinic has no patient.'),
    needs: { patients: ['key', 'birthDate'] },
    query: ({ table, today, value }) => {
      const p = table('patients', 'p');
      return `select ${pseudonym('patient', p.key)} as key, coalesce(${p.birthDate} <= ${today} and ${p.birthDate} >= ${today} - make_interval(years => ${value('years')}), false) as ok, 'cannot be right' as fact
  from ${p.from}`;
    },
  },
];
