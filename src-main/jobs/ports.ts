import type { Job } from '../../src-shared/jobs/types.ts';
import type {
  Acknowledgements,
  ActivityLog,
  AuditService,
  Monitor,
  TablesService,
  WaitingCheckpoints,
} from '../audit/index.ts';
import type { FhirChoice, FhirFormat, FhirTally, Proofs, ViewEntry } from '../audit/index.ts';
import type {
  ColourScheme,
  SamplePin,
  Status,
  TimeStampSettings,
} from '../../src-shared/settings/contract.ts';
import type { FindingSearch, Work } from '../audit/index.ts';
import type { Timeline } from '../../src-shared/audit/timeline.ts';
import type { Colleagues, OwnWitness, Retention, StartingPoints } from '../audit/index.ts';
import type { AdministratorSeat } from '../../src-shared/clinic/administrator.ts';
import type {
  AdministratorDesk,
  AuditTriggers,
  DriftWatch,
  GuardPack,
  LimitsService,
  Monitoring,
  SecurityEvents,
  SecurityWatch,
} from '../clinic/index.ts';
import type { ClinicConnection, ConnectionReport } from '../clinic/ports.ts';
import type {
  Checks,
  ControlsMaps,
  ControlTests,
  ControlReviews,
  EvidenceLibrary,
  Gaps,
  OwnFrameworks,
  Samples,
} from '../controls/index.ts';
import type { ControlsService, FrameworksService } from '../controls/ports.ts';
import type { FhirChecks } from '../fhir/index.ts';
import type { Authority, KeyRing } from '../keys/index.ts';
import type {
  AccessMatrixService,
  Classification,
  DisposalPages,
  DisposalService,
  Fields,
  RowAccessService,
} from '../phi/index.ts';
import type { ReadinessService, ReportService } from '../reports/index.ts';
import type { Bundles } from '../review/index.ts';
import type {
  AccountingService,
  DeliveryService,
  DossierService,
  EvidenceService,
  LetterService,
  ContactService,
  ErasureService,
  RecipientService,
  Releases,
  ResponseService,
  ReviewService,
  RightsService,
} from '../rights/index.ts';
import type { RiskService } from '../risk/index.ts';
import type { SigningService } from '../signing/index.ts';
import type { TokenService } from '../token/index.ts';
import type { Schedule } from './plan-service.ts';

/** The sample clinic, as command line and window need it. */
export type Sample = {
  readonly databaseUrl: string;
  readonly adminUrl: string;
  readonly applicationUrl: string;
  readonly module: string;
  readonly softhsmConf: string;
  readonly tokenLabel: string;
  readonly tokenSerial: string;
  readonly pin: string;
  readonly caCertificate: string;
  readonly entries: number;
  readonly seed: number;
  readonly patients: number;
  readonly loadedMs: number;
};

/** What the sample clinic can be asked. */
export interface SampleService {
  /**
   * Builds or starts the sample clinic, seals its log and signs a first checkpoint; the profile then uses it.
   * @throws Fault `sample-…`, `usage` when the profile belongs to a real clinic
   */
  up(options: { readonly entries: number | null; readonly seed: number | null }, work: Work): Promise<Sample>;
  status(): Promise<{ readonly state: 'absent' | 'stopped' | 'running'; readonly clinic: Sample | null }>;
  down(options: { readonly delete: boolean }): Promise<void>;
}

/** How jobs began and ended, beyond the end of the application. */
export interface JobHistory {
  append(job: Job): Promise<void>;
  /** The last 100, newest first. Those without an end are from now on `interrupted`: ask once, at the start. */
  recent(): Promise<readonly Job[]>;
}

/** What the clinic room can be asked. */
export interface ClinicService {
  check(connection: ClinicConnection): Promise<ConnectionReport>;
  /** Stores a connection that passed; the password is sealed. @throws Fault of the first check that failed */
  connect(connection: ClinicConnection, caFile: string | null): Promise<ConnectionReport>;
  disconnect(): Promise<void>;
  /** Checks the connection of this profile again. @throws Fault `profile-missing`, `sample-unavailable` */
  examine(): Promise<ConnectionReport>;
}

/** The desk, and the way to it from the window. */
export interface AdministratorService extends AdministratorDesk {
  /**
   * Sits down at the clinic that is connected; without a user, as the sample clinic's own administrator.
   * @throws Fault `usage`, `profile-missing`, `database-…`
   */
  signIn(user: string, password: string): Promise<AdministratorSeat>;
}

/** Single entries: looked at, proven, and in the words of others. */
export type EntryServices = {
  readonly viewEntry: ViewEntry;
  readonly proofs: Proofs;
  /** Sealed entries as FHIR AuditEvents, piece by piece. @throws Fault `profile-missing`; the pieces `database-…`, `cancelled` */
  readonly auditEvents: (
    format: FhirFormat,
    choice: FhirChoice,
    work: Work,
    tally: FhirTally,
  ) => Promise<AsyncIterable<string>>;
};
/** Where time-stamps come from. */
export interface TimeStampService {
  get(): Promise<{ readonly authority: TimeStampSettings | null; readonly certificates: number }>;
  set(authority: TimeStampSettings | null): Promise<void>;
  /** Trusts the certificates in a file for time-stamps alone; returns their names. @throws Fault `trust-unreadable` */
  trust(pemOrDer: Uint8Array): Promise<string>;
  /** Gets a time-stamp; returns the authority's name. @throws Fault `time-stamp-unavailable`, `time-stamp-refused` */
  probe(): Promise<string>;
}

/** Everything that window and command line can ask for; built by compose.ts. */
export type Services = EntryServices & {
  readonly activity: ActivityLog;
  readonly keys: KeyRing;
  readonly roles: Authority;
  readonly classification: Classification;
  readonly rights: RightsService;
  readonly disposalPages: DisposalPages;
  readonly fields: Fields;
  readonly dossiers: DossierService;
  readonly reviews: ReviewService;
  readonly accountings: AccountingService;
  readonly releases: Releases;
  readonly recipients: RecipientService;
  readonly contacts: ContactService;
  readonly erasures: ErasureService;
  readonly letters: LetterService;
  readonly responses: ResponseService;
  readonly deliveries: DeliveryService;
  readonly caseEvidence: EvidenceService;
  readonly audit: AuditService;
  readonly monitor: Monitor;
  readonly drift: DriftWatch;
  readonly tables: TablesService;
  readonly waitingCheckpoints: WaitingCheckpoints;
  readonly acknowledgements: Acknowledgements;
  readonly viewEntry: ViewEntry;
  readonly proofs: Proofs;
  readonly findings: FindingSearch;
  readonly timeline: (log: { readonly sealed: number; readonly pending: number }) => Promise<Timeline>;
  readonly retention: Retention;
  readonly ownWitness: OwnWitness;
  readonly startingPoints: StartingPoints;
  readonly colleagues: Colleagues;
  readonly schedule: Schedule;
  readonly jobHistory: JobHistory;
  readonly clinic: ClinicService;
  readonly controls: ControlsService;
  readonly frameworks: FrameworksService;
  readonly ownFrameworks: OwnFrameworks;
  readonly checks: Checks;
  readonly gaps: Gaps;
  readonly controlReviews: ControlReviews;
  readonly samples: Samples;
  readonly evidence: EvidenceLibrary;
  readonly controlTests: ControlTests;
  readonly controlsMaps: ControlsMaps;
  readonly fhir: FhirChecks;
  readonly access: AccessMatrixService;
  readonly administrator: AdministratorService;
  readonly limits: LimitsService;
  readonly rows: RowAccessService;
  readonly auditTriggers: AuditTriggers;
  readonly disposal: DisposalService;
  readonly guard: GuardPack;
  readonly securityEvents: SecurityEvents;
  readonly securityWatch: SecurityWatch;
  readonly risk: RiskService;
  readonly monitoring: Monitoring;
  readonly token: TokenService;
  readonly reports: ReportService;
  readonly bundles: Bundles;
  readonly readiness: ReadinessService;
  readonly signing: SigningService;
  readonly timeStamps: TimeStampService;
  readonly sample: SampleService;
  /** The status strip in one answer; never throws for a database or a token that is away. */
  readonly status: () => Promise<Status>;
  /** Minutes without a touch after which the officer is signed out of the token. */
  readonly signOutAfter: { get(): Promise<number>; set(minutes: number): Promise<void> };
  readonly colourScheme: { get(): Promise<ColourScheme>; set(scheme: ColourScheme): Promise<void> };
  /** The sample token and its PIN when the profile uses the sample clinic; null otherwise. */
  readonly samplePin: () => Promise<SamplePin | null>;
  readonly version: string;
  close(): Promise<void>;
};
