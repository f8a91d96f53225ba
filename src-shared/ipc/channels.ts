// No imports: the sandboxed preload bundles this file, and nothing but names may get in there.

/** Every channel the window may invoke. */
export const CHANNELS = [
  'app.ready',
  'app.status',
  'settings.colour-scheme',
  'clinic.choose-ca',
  'clinic.check',
  'clinic.connect',
  'clinic.disconnect',
  'sample.explore',
  'token.modules',
  'token.choose-module',
  'token.inspect',
  'token.use',
  'token.list',
  'session.sign-in',
  'session.sign-out',
  'audit.levels',
  'audit.seal',
  'audit.verify',
  'audit.runs',
  'audit.run',
  'audit.findings',
  'audit.finding',
  'audit.checkpoint',
  'entries.view',
  'proofs.save',
  'findings.export',
  'fhir.export',
  'tables.list',
  'tables.candidates',
  'tables.inspect',
  'tables.check',
  'tables.map',
  'tables.settle',
  'tables.forget',
  'tables.watch',
  'tables.verify',
  'monitor.status',
  'monitor.set',
  'findings.acknowledge',
  'findings.acknowledgements',
  'schedule.list',
  'schedule.set',
  'schedule.run',
  'reports.create',
  'reports.list',
  'reports.save',
  'reports.reveal',
  'reports.verify',
  'jobs.list',
  'jobs.get',
  'jobs.cancel',
] as const;

/** A channel name of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/** Every event the main process may push; events carry ids only. */
export const EVENTS = [
  'status.changed',
  'job.changed',
  'runs.changed',
  'reports.changed',
  'monitor.changed',
  'schedule.changed',
  'tables.changed',
  'app.command',
] as const;

/** An event name of {@link EVENTS}. */
export type EventName = (typeof EVENTS)[number];
