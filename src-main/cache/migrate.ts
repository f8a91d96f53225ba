import { migration0001 } from './migrations/0001-witness.ts';
import { migration0002 } from './migrations/0002-chunk-digest.ts';
import { migration0003 } from './migrations/0003-monitor.ts';
import { migration0004 } from './migrations/0004-activity.ts';
import { migration0005 } from './migrations/0005-schedule.ts';
import { migration0006 } from './migrations/0006-record.ts';
import { migration0007 } from './migrations/0007-sign-offs.ts';
import { migration0008 } from './migrations/0008-mapped-tables.ts';
import { migration0009 } from './migrations/0009-finding-search.ts';
import { migration0010 } from './migrations/0010-keys.ts';
import { migration0011 } from './migrations/0011-witness-first.ts';
import { migration0012 } from './migrations/0012-waiting-signatures.ts';
import { migration0013 } from './migrations/0013-data-map.ts';
import { migration0014 } from './migrations/0014-rights.ts';
import { migration0015 } from './migrations/0015-dossiers.ts';
import { migration0016 } from './migrations/0016-deliveries.ts';
import { migration0017 } from './migrations/0017-checks.ts';
import { migration0018 } from './migrations/0018-drift.ts';
import { migration0019 } from './migrations/0019-reviews.ts';
import { migration0020 } from './migrations/0020-risk.ts';
import { migration0021 } from './migrations/0021-recovery.ts';
import { migration0022 } from './migrations/0022-readiness.ts';
import { migration0023 } from './migrations/0023-control-tests.ts';
import { migration0024 } from './migrations/0024-gaps.ts';
import { migration0025 } from './migrations/0025-own-frameworks.ts';

/** The migrations in order; `user_version` counts how many were applied. Never change one that was shipped. */
export const MIGRATIONS: readonly string[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
  migration0017,
  migration0018,
  migration0019,
  migration0020,
  migration0021,
  migration0022,
  migration0023,
  migration0024,
  migration0025,
];
