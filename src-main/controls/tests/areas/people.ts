import {
  type ClinicTest,
  nothingToTest,
  privacy,
  pseudonym,
  security,
  setting,
  soc2,
} from '../definition.ts';

const nobody = nothingToTest('nobody works at the hospital, by the staff records.');
const noPartner = nothingToTest('the clinic records no business associate that handles patient records.');
const noIncident = nothingToTest('the clinic records no incident of the period.');

/** Training, business associates, incidents and risk, as the hospital records them. */
export const PEOPLE_TESTS: readonly ClinicTest[] = [
  {
    id: 'training-security',
    version: 1,
    area: 'training',
    reads: 'clinic',
    title: 'Everybody was trained in security within the year',
    shows: 'Staff know what to do and what not.',
    population: 'All members of staff who have worked here for longer than the first days.',
    parameters: [
      setting('days', 365, 'Days within which a training is due'),
      setting('first', 30, 'Days that new people have'),
      setting('course', 'security', 'What the course is called'),
    ],
    rule: 'A training in it is recorded within the days.',
    limits: 'It does not show what was learned.',
    supports: [...soc2('CC2.2'), ...security('164.308(a)(5)(i)')],
    empty: nobody,
    needs: { people: ['key', 'hiredOn', 'leftOn'], training: ['person', 'course', 'completedOn'] },
    query: (parts) => trained(parts),
  },
  {
    id: 'training-privacy',
    version: 1,
    area: 'training',
    reads: 'clinic',
    title: 'Everybody was trained in privacy',
    shows: 'Staff know the hospital’s rules about patient data.',
    population: 'All members of staff who have worked here for longer than the first days.',
    parameters: [
      setting('days', 365, 'Days within which a training is due'),
      setting('first', 30, 'Days that new people have'),
      setting('course', 'privacy', 'What the course is called'),
    ],
    rule: 'A training in it is recorded within the days.',
    limits: 'It does not show what was learned.',
    supports: privacy('164.530(b)'),
    empty: nobody,
    needs: { people: ['key', 'hiredOn', 'leftOn'], training: ['person', 'course', 'completedOn'] },
    query: (parts) => trained(parts),
  },
  {
    id: 'partners-agreed',
    version: 1,
    area: 'partners',
    reads: 'clinic',
    title: 'Every business associate has an agreement in force',
    shows: 'Nobody outside handles patient records without a contract.',
    population: 'All business associates that handle patient records.',
    parameters: [],
    rule: 'An agreement is signed and has not ended.',
    limits: 'It does not read the agreement: attach it as evidence.',
    supports: [
      ...soc2('CC9.2', 'P6.4'),
      ...security('164.308(b)(1)', '164.308(b)(3)'),
      ...privacy('164.502(e)'),
    ],
    empty: noPartner,
    needs: { partners: ['key', 'handlesRecords', 'signedOn', 'endsOn'] },
    query: ({ table, today }) => {
      const b = table('partners', 'b');
      return `select 'partner ' || ${b.key} as key, coalesce(${b.signedOn} <= ${today} and coalesce(${b.endsOn} >= ${today}, true), false) as ok, case when ${b.signedOn} is null then 'no agreement is signed' else 'the agreement ended on ' || ${b.endsOn} end as fact
  from ${b.from} where ${b.handlesRecords}`;
    },
  },
  {
    id: 'partners-report',
    version: 1,
    area: 'partners',
    reads: 'clinic',
    title: 'Business associates have to report breaches',
    shows: 'The hospital hears of a breach elsewhere in time.',
    population: 'All business associates that handle patient records.',
    parameters: [],
    rule: 'It is recorded that the agreement binds them to it.',
    limits: 'It does not read the agreement: attach it as evidence.',
    supports: [...soc2('P6.5'), ...security('164.314(a)(2)(i)')],
    empty: noPartner,
    needs: { partners: ['key', 'handlesRecords', 'reportsBreaches'] },
    query: ({ table }) => {
      const b = table('partners', 'b');
      return `select 'partner ' || ${b.key} as key, ${b.reportsBreaches} as ok, 'is not bound to report breaches' as fact from ${b.from} where ${b.handlesRecords}`;
    },
  },
  {
    id: 'partners-assessed',
    version: 1,
    area: 'partners',
    reads: 'clinic',
    title: 'Business associates are looked at every year',
    shows: 'It is known how well others protect patient records.',
    population: 'All business associates that handle patient records.',
    parameters: [setting('days', 365, 'Days within which an assessment is due')],
    rule: 'An assessment is recorded within the days.',
    limits: 'It does not show what came of it.',
    supports: soc2('CC9.2'),
    empty: noPartner,
    needs: { partners: ['key', 'handlesRecords', 'assessedOn'] },
    query: ({ table, today, value }) => {
      const b = table('partners', 'b');
      return `select 'partner ' || ${b.key} as key, coalesce(${b.assessedOn} >= ${today} - ${value('days')}, false) as ok, coalesce('assessed last on ' || ${b.assessedOn}, 'never assessed') as fact
  from ${b.from} where ${b.handlesRecords}`;
    },
  },
  {
    id: 'incidents-assessed',
    version: 1,
    area: 'incidents',
    reads: 'clinic',
    title: 'Every incident was assessed soon',
    shows: 'It is decided quickly whether an incident is a breach.',
    population: 'All incidents of the period that are older than the time for it.',
    parameters: [
      setting('days', 365, 'Days that are looked back'),
      setting('within', 10, 'Days within which an incident has to be assessed'),
    ],
    rule: 'An assessment is recorded within the days, with its answer.',
    limits: 'It does not show whether the answer is right.',
    supports: [...soc2('CC7.3', 'CC7.4'), ...security('164.308(a)(6)(ii)')],
    empty: noIncident,
    needs: { incidents: ['key', 'detectedAt', 'assessedAt', 'breach'] },
    query: ({ table, today, value }) => {
      const i = table('incidents', 'i');
      return `select 'incident ' || ${i.key} as key, coalesce(${i.assessedAt} <= ${i.detectedAt} + make_interval(days => ${value('within')}) and ${i.breach} is not null, false) as ok, case when ${i.assessedAt} is null then 'was not assessed' else 'was assessed too late, or without an answer' end as fact
  from ${i.from} where ${i.detectedAt} >= ${today} - ${value('days')} and ${i.detectedAt} < ${today} - ${value('within')}`;
    },
  },
  {
    id: 'incidents-notified',
    version: 1,
    area: 'incidents',
    reads: 'clinic',
    title: 'Breaches were told within 60 days',
    shows: 'Patients heard of a breach in time (45 CFR 164.404(b)).',
    population: 'All incidents that were found to be breaches.',
    parameters: [setting('days', 60, 'Days after discovery within which people have to be told')],
    rule: 'The notice is recorded within the days, or they are not over.',
    limits: 'It does not show who was told, and what.',
    supports: soc2('P6.6'),
    empty: nothingToTest('no incident was found to be a breach.'),
    needs: { incidents: ['key', 'detectedAt', 'breach', 'notifiedOn'] },
    query: ({ table, today, value }) => {
      const i = table('incidents', 'i');
      return `select 'incident ' || ${i.key} as key, coalesce(${i.notifiedOn}, ${today}) <= (${i.detectedAt})::date + ${value('days')} as ok, coalesce('told on ' || ${i.notifiedOn}, 'nobody was told yet') as fact
  from ${i.from} where ${i.breach}`;
    },
  },
  {
    id: 'incidents-closed',
    version: 1,
    area: 'incidents',
    reads: 'clinic',
    title: 'Incidents end with something learned',
    shows: 'What went wrong once is made better.',
    population: 'All incidents of the period that are older than the time for it.',
    parameters: [
      setting('days', 365, 'Days that are looked back'),
      setting('within', 90, 'Days within which an incident has to be closed'),
    ],
    rule: 'The incident is closed, and what was learned is written down.',
    limits: 'It does not show that the lesson was put to work.',
    supports: soc2('CC7.4', 'CC7.5'),
    empty: noIncident,
    needs: { incidents: ['key', 'detectedAt', 'closedAt', 'lesson'] },
    query: ({ table, today, value }) => {
      const i = table('incidents', 'i');
      return `select 'incident ' || ${i.key} as key, coalesce(${i.closedAt} is not null and btrim(${i.lesson}::text) <> '', false) as ok, case when ${i.closedAt} is null then 'is still open' else 'nothing is written down' end as fact
  from ${i.from} where ${i.detectedAt} >= ${today} - ${value('days')} and ${i.detectedAt} < ${today} - ${value('within')}`;
    },
  },
  {
    id: 'risk-analysis-current',
    version: 1,
    area: 'risk',
    reads: 'clinic',
    title: 'The risk analysis is of this year',
    shows: 'Risks to patient data were looked at recently, and somebody answers for it.',
    population: 'The clinic’s risk analyses.',
    parameters: [setting('days', 365, 'Days within which one is due')],
    rule: 'One was completed within the days and approved.',
    limits: 'It does not read the analysis: attach it as evidence. A list of controls is no risk analysis.',
    supports: [...soc2('CC3.2'), ...security('164.308(a)(1)(ii)(A)')],
    empty: nothingToTest('the clinic records no risk analysis.'),
    needs: { riskAnalyses: ['completedOn', 'approvedBy', 'approvedOn'] },
    query: ({ table, today, value }) => {
      const r = table('riskAnalyses', 'r');
      return `select 'risk analysis' as key, coalesce(max(${r.completedOn}) filter (where ${r.approvedBy} is not null and ${r.approvedOn} is not null) >= ${today} - ${value('days')}, false) as ok,
       coalesce('the newest that was approved is of ' || max(${r.completedOn}) filter (where ${r.approvedBy} is not null and ${r.approvedOn} is not null), 'none was approved') as fact
  from ${r.from} having count(*) > 0`;
    },
  },
];

function trained({ table, today, value }: Parameters<ClinicTest['query']>[0]): string {
  const p = table('people', 'p');
  const t = table('training', 't');
  return `select ${pseudonym('person', p.key)} as key, coalesce(n.newest >= ${today} - ${value('days')}, false) as ok, coalesce('trained last on ' || n.newest, 'no training is recorded') as fact
  from ${p.from} left join lateral (select max(${t.completedOn}) as newest from ${t.from} where ${t.person} = ${p.key} and ${t.course}::text = ${value('course')} and ${t.completedOn} <= ${today}) n on true
 where ${p.hiredOn} < ${today} - ${value('first')} and (${p.leftOn} is null or ${p.leftOn} >= ${today})`;
}
