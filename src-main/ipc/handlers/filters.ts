/** What the file dialogs offer. */
export const PDF = { name: 'PDF document', extensions: ['pdf'] };
export const CERTIFICATE = { name: 'Certificate', extensions: ['pem', 'crt', 'cer'] };
export const JSON_FILE = { name: 'JSON', extensions: ['json'] };
