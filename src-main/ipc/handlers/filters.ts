/** What the file dialogs offer. */
export const PDF = { name: 'PDF document', extensions: ['pdf'] };
export const CERTIFICATE = { name: 'Certificate', extensions: ['pem', 'crt', 'cer'] };
export const REQUEST = { name: 'Certificate request', extensions: ['csr', 'pem'] };
export const CSV = { name: 'Comma-separated values', extensions: ['csv'] };
export const AUDIT_EVENTS = { name: 'FHIR resources, one a line', extensions: ['ndjson'] };
export const TLOG_PROOF = { name: 'Transparency-log proof', extensions: ['tlog-proof'] };
export const NOTE = { name: 'Signed note', extensions: ['txt'] };
export const VERIFIER_KEY = { name: 'Verifier key', extensions: ['vkey'] };
export const SQL = { name: 'SQL for the database administrator', extensions: ['sql'] };
export const JSON_FILE = { name: 'JSON', extensions: ['json'] };
export const POPULATION = { name: 'List, one item a line', extensions: ['csv', 'txt'] };
export const ANY_FILE = { name: 'Any file', extensions: ['*'] };
export const SIGN_OFF = { name: 'Sign-off', extensions: ['json'] };
export const SIGNATURE = { name: 'Signature', extensions: ['p7s'] };
export const SCAN = {
  name: 'Scan or document',
  extensions: ['pdf', 'png', 'jpg', 'jpeg', 'tif', 'tiff', 'eml', 'txt'],
};
export const LOG_COPY = { name: 'Copy of the log (JSON lines)', extensions: ['jsonl'] };
export const FRAMEWORK = { name: 'Framework (YAML or JSON)', extensions: ['yaml', 'yml', 'json'] };
export const ZIP = { name: 'ZIP archive', extensions: ['zip'] };
