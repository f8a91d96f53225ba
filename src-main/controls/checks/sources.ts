import type { PlanStatus } from '../../../src-shared/jobs/schedule.ts';
import type { TestStanding } from '../../../src-shared/controls/tests.ts';
import type { Status } from '../../../src-shared/settings/contract.ts';
import type { ActivityLog, AuditService, Monitor, TablesService } from '../../audit/index.ts';
import type { GuardPack, LimitsService } from '../../clinic/index.ts';
import type { ConnectionReport } from '../../clinic/ports.ts';
import type { KeyRing } from '../../keys/index.ts';
import type {
  AccessMatrixService,
  Classification,
  DisposalService,
  RowAccessService,
} from '../../phi/index.ts';
import type { ReportStore } from '../../reports/ports.ts';
import type { RightsService } from '../../rights/index.ts';
import type { SigningService } from '../../signing/index.ts';
import type { TokenService } from '../../token/index.ts';
import type { Gaps } from '../gaps/service.ts';
import type { OwnFrameworks } from '../own/service.ts';
import type { ControlsService } from '../ports.ts';
import type { ControlReviews } from '../review/service.ts';

/** Whom the checks ask. Each may fail as it says; a check that cannot ask could not tell. */
export type CheckSources = {
  readonly clinic: { examine(): Promise<ConnectionReport> };
  readonly status: () => Promise<Status>;
  readonly token: Pick<TokenService, 'current' | 'identity'>;
  readonly limits: Pick<LimitsService, 'state'>;
  readonly audit: Pick<AuditService, 'logRuns'>;
  readonly monitor: Pick<Monitor, 'status' | 'once'>;
  readonly tables: Pick<TablesService, 'list'>;
  readonly schedule: { list(): Promise<readonly PlanStatus[]> };
  readonly activity: Pick<ActivityLog, 'verify'>;
  readonly keys: Pick<KeyRing, 'list' | 'requests' | 'recovery'>;
  readonly rights: Pick<RightsService, 'list'>;
  readonly disposal: Pick<DisposalService, 'state'>;
  readonly guard: Pick<GuardPack, 'status'>;
  readonly rows: Pick<RowAccessService, 'report'>;
  readonly access: Pick<AccessMatrixService, 'standing'>;
  readonly classification: Pick<Classification, 'map'>;
  readonly controls: Pick<ControlsService, 'catalogue'>;
  readonly ownFrameworks: Pick<OwnFrameworks, 'damaged'>;
  readonly controlReviews: Pick<ControlReviews, 'cycles'>;
  readonly controlTests: { list(): Promise<readonly TestStanding[]> };
  readonly gaps: Pick<Gaps, 'list'>;
  readonly reports: { readonly store: Pick<ReportStore, 'list'> };
  readonly signing: Pick<SigningService, 'waiting'>;
};
