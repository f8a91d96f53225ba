/** A table with patient data: which column names the patient (null: none) and which the row. */
export type AuditedTable = {
  readonly schema: string;
  readonly table: string;
  readonly patientColumn: string | null;
  readonly idColumn: string;
};

/** Puts the guard schema into the sample clinic's database; given by whoever composes the application. */
export interface GuardInstaller {
  /**
   * Installs the guard schema.
   * @param adminUrl - connection of the cluster's superuser to the clinic's database
   * @param roles - names of existing roles
   */
  install(
    adminUrl: string,
    roles: { readonly owner: string; readonly officer: string; readonly application: string },
  ): Promise<void>;
  /** Makes every change of the tables' rows an entry of the audit log. */
  attachTriggers(adminUrl: string, tables: readonly AuditedTable[]): Promise<void>;
}

/** What the sample clinic is and how to reach it. Synthetic: its passwords and PIN protect nobody. */
export type SampleClinic = {
  /** The officer's connection: least privilege. */
  readonly databaseUrl: string;
  /** The cluster's superuser: the one the officer does not trust. */
  readonly adminUrl: string;
  /** The clinic's own application. */
  readonly applicationUrl: string;
  /** Owner of the clinic's and the guard's tables. */
  readonly ownerUrl: string;
  /** The PKCS#11 module's file. */
  readonly module: string;
  readonly tokenLabel: string;
  readonly tokenSerial: string;
  /** Value of SOFTHSM2_CONF for the process that loads the module. */
  readonly softhsmConf: string;
  readonly pin: string;
  /** PEM file of the CA that issued the officer's certificate. */
  readonly caCertificate: string;
  readonly entries: number;
  readonly seed: number;
  readonly patients: number;
  /** How long loading the audit history took, in milliseconds. */
  readonly loadedMs: number;
};

/** A step of bringing the sample clinic up. */
export type SamplePhase = 'database' | 'clinic' | 'guard' | 'history' | 'triggers' | 'token' | 'ready';
