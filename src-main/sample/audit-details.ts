/** What is logged beside the columns of an entry. Values hold nothing that JSON has to escape. */
export type AccessDetails = {
  readonly application: string;
  /** Why the user may: care-team, work-queue, break-glass, none, … */
  readonly basis: string;
  readonly department: string;
  readonly durationMs: number;
  /** JSON array as text. */
  readonly fields: string;
  readonly purpose: string;
  readonly reason?: string;
  readonly request: string;
  readonly shift: string;
  readonly station: string;
  readonly view: string;
};

/** Canonical JSON (sorted keys, no white space; RFC 8785 for these values), written directly: this runs per entry. */
export function accessDetails(from: AccessDetails): string {
  const reason = from.reason === undefined ? '' : `"reason":"${from.reason}",`;
  return (
    `{"application":"${from.application}","basis":"${from.basis}","department":"${from.department}",` +
    `"durationMs":${from.durationMs},"fields":${from.fields},"purpose":"${from.purpose}",${reason}` +
    `"request":"${from.request}","shift":"${from.shift}","station":"${from.station}","view":"${from.view}"}`
  );
}

/** Canonical JSON of a log-in or log-out. */
export const sessionDetails = (from: {
  readonly application: string;
  readonly attempt: number;
  readonly department: string;
  readonly factor: string;
  readonly outcome: string;
  readonly policy: string;
  readonly request: string;
  readonly shift: string;
  readonly station: string;
}): string =>
  `{"application":"${from.application}","attempt":${from.attempt},"department":"${from.department}",` +
  `"factor":"${from.factor}","outcome":"${from.outcome}","policy":"${from.policy}",` +
  `"request":"${from.request}","shift":"${from.shift}","station":"${from.station}"}`;

/** Canonical JSON of what a service account did. */
export const jobDetails = (from: {
  readonly durationMs: number;
  readonly job: string;
  readonly outcome: string;
  readonly partner: string;
  readonly records: number;
  readonly request: string;
  readonly schedule: string;
  readonly version: string;
}): string =>
  `{"durationMs":${from.durationMs},"job":"${from.job}","outcome":"${from.outcome}",` +
  `"partner":"${from.partner}","records":${from.records},"request":"${from.request}",` +
  `"schedule":"${from.schedule}","version":"${from.version}"}`;
