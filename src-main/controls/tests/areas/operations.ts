import { type ClinicTest, nothingToTest, security, setting, soc2 } from '../definition.ts';

const noChange = nothingToTest('the clinic records no change that was deployed.');
const noBackup = nothingToTest('the clinic records no backup.');

/** Changes, backups and what was disposed of, as the hospital records them. */
export const OPERATION_TESTS: readonly ClinicTest[] = [
  {
    id: 'changes-approved',
    version: 1,
    area: 'changes',
    reads: 'clinic',
    title: 'Every change was approved before it was deployed',
    shows: 'Nobody changes the record system on their own.',
    population: 'All changes that were deployed within the period.',
    parameters: [setting('days', 365, 'Days that are looked back')],
    rule: 'Somebody else than who asked for it approved it, before it was deployed; emergencies may be approved within a day after.',
    limits: 'It shows what the change records say.',
    supports: soc2('CC8.1'),
    empty: noChange,
    needs: { changes: ['key', 'emergency', 'requestedBy', 'approvedBy', 'approvedAt', 'deployedAt'] },
    query: ({ table, today, value }) => {
      const c = table('changes', 'c');
      return `select ${c.key}::text as key,
       coalesce(${c.approvedBy} <> ${c.requestedBy} and ${c.approvedAt} <= ${c.deployedAt} + case when ${c.emergency} then interval '1 day' else interval '0' end, false) as ok,
       case when ${c.approvedBy} is null or ${c.approvedAt} is null then 'was not approved' when ${c.approvedBy} = ${c.requestedBy} then 'was approved by who asked for it' else 'was approved after it was deployed' end as fact
  from ${c.from} where ${c.deployedAt} is not null and ${c.deployedAt} >= ${today} - ${value('days')}`;
    },
  },
  {
    id: 'changes-tested',
    version: 1,
    area: 'changes',
    reads: 'clinic',
    title: 'Every change was tested before it was deployed',
    shows: 'Changes do not break the record in use.',
    population: 'All changes that were deployed within the period and were no emergencies.',
    parameters: [setting('days', 365, 'Days that are looked back')],
    rule: 'A test is recorded, before the day of deployment or on it.',
    limits: 'It does not show what was tested.',
    supports: soc2('CC8.1'),
    empty: noChange,
    needs: { changes: ['key', 'emergency', 'testedAt', 'deployedAt'] },
    query: ({ table, today, value }) => {
      const c = table('changes', 'c');
      return `select ${c.key}::text as key, coalesce(${c.testedAt} <= ${c.deployedAt}, false) as ok, case when ${c.testedAt} is null then 'was not tested' else 'was tested after it was deployed' end as fact
  from ${c.from} where ${c.deployedAt} is not null and ${c.deployedAt} >= ${today} - ${value('days')} and not ${c.emergency}`;
    },
  },
  {
    id: 'changes-emergencies-reviewed',
    version: 1,
    area: 'changes',
    reads: 'clinic',
    title: 'Emergency changes were looked at afterwards',
    shows: 'What was done in haste was checked in calm.',
    population: 'All emergency changes that were deployed within the period, but for the newest days.',
    parameters: [
      setting('days', 365, 'Days that are looked back'),
      setting('within', 5, 'Days within which it has to be looked at'),
    ],
    rule: 'A review is recorded within the days.',
    limits: 'It does not show what came of it.',
    supports: soc2('CC8.1'),
    empty: nothingToTest('the clinic records no emergency change.'),
    needs: { changes: ['key', 'emergency', 'deployedAt', 'reviewedAt'] },
    query: ({ table, today, value }) => {
      const c = table('changes', 'c');
      return `select ${c.key}::text as key, coalesce(${c.reviewedAt} <= ${c.deployedAt} + make_interval(days => ${value('within')}), false) as ok, case when ${c.reviewedAt} is null then 'was not looked at' else 'was looked at too late' end as fact
  from ${c.from} where ${c.emergency} and ${c.deployedAt} >= ${today} - ${value('days')} and ${c.deployedAt} < ${today} - ${value('within')}`;
    },
  },
  {
    id: 'changes-objects-recorded',
    version: 1,
    area: 'changes',
    reads: 'clinic',
    title: 'Everything that is deployed came by a change',
    shows: 'There is nothing in the clinic’s schemas that nobody asked for.',
    population: 'All tables, views and functions in the clinic’s schemas, as they are deployed now.',
    parameters: [],
    rule: 'A change record names it, as schema.name, and was deployed.',
    limits: 'It does not show that the object is as the record describes it.',
    supports: soc2('CC8.1', 'CC7.1'),
    empty: nothingToTest('the clinic’s schemas hold nothing.'),
    needs: { changes: ['object', 'deployedAt'] },
    query: ({ table, schemas }) => {
      const c = table('changes', 'c');
      return `select o.name as key, exists (select from ${c.from} where ${c.object}::text = o.name and ${c.deployedAt} is not null) as ok, 'no change record names it' as fact
  from (select n.nspname || '.' || r.relname as name from pg_class r join pg_namespace n on n.oid = r.relnamespace
         where n.nspname = any (${schemas}) and r.relkind in ('r', 'p', 'v', 'm', 'f') and not r.relispartition
        union select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any (${schemas})) o`;
    },
  },
  {
    id: 'changes-of-schema-recorded',
    version: 1,
    area: 'changes',
    reads: 'clinic',
    title: 'Every change of the database’s form has a record',
    shows: 'Nobody altered tables past the change process.',
    population: 'All days of the period on which the audit log saw the form of the database change.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'A change was deployed on that day or the day before or after.',
    limits:
      'It compares days, not what was changed. The log sees changes only while the watch on the schema is on.',
    supports: soc2('CC8.1', 'CC7.1'),
    empty: nothingToTest(
      'the audit log saw no change of the form. Switch the watch on in Clinic database, Audit triggers, if it is off.',
    ),
    needs: { changes: ['deployedAt'] },
    query: ({ table, today, value }) => {
      const c = table('changes', 'c');
      return `select d.day::text as key, exists (select from ${c.from} where ${c.deployedAt}::date between d.day - 1 and d.day + 1) as ok, d.entries || ' changes of the form, and no change record' as fact
  from (select l.occurred_at::date as day, count(*) as entries from guard.audit_log l
         where l.event_type = 'schema.changed' and l.occurred_at >= ${today} - ${value('days')} group by 1) d`;
    },
  },
  {
    id: 'backups-daily',
    version: 1,
    area: 'backups',
    reads: 'clinic',
    title: 'There is a backup of every day',
    shows: 'At most a day’s work can be lost.',
    population: 'All days of the period, without today.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'A backup that was begun on the day was completed.',
    limits: 'It does not show that it can be restored; see “Restoring is tried out”.',
    supports: [...soc2('A1.2'), ...security('164.308(a)(7)(ii)(A)')],
    empty: noBackup,
    needs: { backups: ['startedAt', 'finishedAt', 'completed'] },
    query: ({ table, today, value }) => {
      const b = table('backups', 'b');
      return `select d.day::date::text as key, exists (select from ${b.from} where ${b.startedAt}::date = d.day::date and ${b.completed} and ${b.finishedAt} is not null) as ok, 'no completed backup' as fact
  from generate_series(${today} - ${value('days')}, ${today} - 1, interval '1 day') d(day)`;
    },
  },
  {
    id: 'backups-protected',
    version: 1,
    area: 'backups',
    reads: 'clinic',
    title: 'Backups are encrypted and kept elsewhere',
    shows: 'A fire takes not both, and a stolen disk tells nothing.',
    population: 'All completed backups of the period.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'The backup is encrypted and kept off site.',
    limits: 'It shows what is recorded of the backup.',
    supports: [...soc2('A1.2', 'C1.1'), ...security('164.312(a)(2)(iv)')],
    empty: noBackup,
    needs: { backups: ['key', 'startedAt', 'completed', 'encrypted', 'offSite'] },
    query: ({ table, today, value }) => {
      const b = table('backups', 'b');
      return `select 'backup ' || ${b.key} as key, ${b.encrypted} and ${b.offSite} as ok, concat_ws(', ', case when not ${b.encrypted} then 'not encrypted' end, case when not ${b.offSite} then 'not kept elsewhere' end) as fact
  from ${b.from} where ${b.completed} and ${b.startedAt} >= ${today} - ${value('days')}`;
    },
  },
  {
    id: 'restores-tried',
    version: 1,
    area: 'backups',
    reads: 'clinic',
    title: 'Restoring is tried out',
    shows: 'A backup was brought back recently, and was whole.',
    population: 'The clinic’s tries to restore.',
    parameters: [setting('days', 90, 'Days within which one has to have passed')],
    rule: 'One passed without differences within the days.',
    limits: 'It shows one backup, not all.',
    supports: [...soc2('A1.3'), ...security('164.308(a)(7)(ii)(D)')],
    empty: nothingToTest('the clinic records no try to restore.'),
    needs: { restores: ['startedAt', 'finishedAt', 'passed', 'differences'] },
    query: ({ table, today, value }) => {
      const r = table('restores', 'r');
      return `select 'restoring' as key, coalesce(max(${r.startedAt}) filter (where ${r.passed} and ${r.differences} = 0 and ${r.finishedAt} is not null) >= ${today} - ${value('days')}, false) as ok,
       coalesce('passed last on ' || max(${r.startedAt}) filter (where ${r.passed} and ${r.differences} = 0 and ${r.finishedAt} is not null)::date, 'none has passed') as fact
  from ${r.from} having count(*) > 0`;
    },
  },
  {
    id: 'restores-in-time',
    version: 1,
    area: 'backups',
    reads: 'clinic',
    title: 'Restoring is quick enough',
    shows: 'The record is back within the time that the plan allows.',
    population: 'All tries to restore of the period that passed.',
    parameters: [
      setting('days', 365, 'Days that are looked back'),
      setting('minutes', 240, 'Minutes that the plan allows'),
    ],
    rule: 'It took no longer.',
    limits: 'After a real disaster the hardware has to be there too.',
    supports: [...soc2('A1.3'), ...security('164.308(a)(7)(ii)(B)')],
    empty: nothingToTest('no try to restore has passed within the period.'),
    needs: { restores: ['key', 'startedAt', 'finishedAt', 'passed'] },
    query: ({ table, today, value }) => {
      const r = table('restores', 'r');
      return `select 'restore ' || ${r.key} as key, ${r.finishedAt} <= ${r.startedAt} + make_interval(mins => ${value('minutes')}) as ok, 'took ' || round(extract(epoch from ${r.finishedAt} - ${r.startedAt}) / 60) || ' minutes' as fact
  from ${r.from} where ${r.passed} and ${r.startedAt} >= ${today} - ${value('days')}`;
    },
  },
  {
    id: 'media-disposed',
    version: 1,
    area: 'retention',
    reads: 'clinic',
    title: 'Disks that went were made unreadable',
    shows: 'No patient data left the hospital on old hardware.',
    population: 'All devices that the clinic records as disposed of.',
    parameters: [],
    rule: 'It is recorded how, and there is a certificate.',
    limits: 'Devices that nobody recorded are not found.',
    supports: [...soc2('CC6.5'), ...security('164.310(d)(2)(i)')],
    empty: nothingToTest('the clinic records no device that was disposed of.'),
    needs: { disposals: ['key', 'method', 'certificate'] },
    query: ({ table }) => {
      const d = table('disposals', 'd');
      return `select ${d.key}::text as key, coalesce(btrim(${d.method}::text) <> '' and btrim(${d.certificate}::text) <> '', false) as ok, concat_ws(', ', case when ${d.method} is null then 'how is not recorded' end, case when ${d.certificate} is null then 'there is no certificate' end) as fact
  from ${d.from}`;
    },
  },
];
