import { readFile } from 'node:fs/promises';
import { Fault } from '../../base/fault.ts';

/** Checks a report against its published schema. @throws Fault `report-failed` */
export type CheckJson = (json: Uint8Array) => Promise<void>;

/**
 * @param file - resources/schemas/readiness-report.schema.json
 */
export function schemaCheck(file: string): CheckJson {
  let compiled: Promise<(value: unknown) => boolean> | undefined;
  const validator = async (): Promise<(value: unknown) => boolean> => {
    // It takes longer to load than a window takes to open.
    const { Ajv2020 } = await import('ajv/dist/2020.js');
    // Patterns and lengths are in the schema; formats beside them would only repeat them.
    const ajv = new Ajv2020({ validateFormats: false, strict: false });
    const schema = JSON.parse(await readFile(file, 'utf8')) as object;
    const validate = ajv.compile(schema);
    return (value) => validate(value);
  };
  return async (json) => {
    compiled ??= validator();
    const isValid = await compiled;
    if (isValid(JSON.parse(Buffer.from(json).toString('utf8')))) return;
    throw new Fault(
      'report-failed',
      'The report does not fit its own schema, so it was not written.',
      'Give the log file to your IT department: something that was collected is larger or other than reports expect.',
    );
  };
}
