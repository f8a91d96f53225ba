/** How to reach the clinic's database; lives in memory only. */
export type ClinicConnection = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `verify-full` is required unless the host is this machine. */
  readonly tls: 'verify-full' | 'loopback';
  /** PEM of the CA that signed the server's certificate; null for the system's trust store. */
  readonly ca: string | null;
};

/** One check of a connection with its plain answer. */
export type ConnectionCheck = {
  readonly id: string;
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
};

/** What a check of the connection says. `ready`: nothing that matters failed. */
export type ConnectionReport = {
  readonly ready: boolean;
  readonly checks: readonly ConnectionCheck[];
  /** Whether there is a guard schema; null when nobody could look. */
  readonly guarded: boolean | null;
  /** The fault of the first check that failed, for the command line. */
  readonly fault: import('../base/fault.ts').Fault | null;
};

/** Where it is kept what is known of the guard, one document for each database. */
export interface DriftStore {
  load(source: string): Promise<string | null>;
  save(source: string, document: string | null): Promise<void>;
}
