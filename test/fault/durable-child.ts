import { codeOf } from '../../src-main/base/fault.ts';
import { writeDurably } from '../../src-main/base/durable-file.ts';

// Writes more than the limit that the test has put on files.
const [, , file = '', size = '0'] = process.argv;
try {
  await writeDurably(file, Buffer.alloc(Number(size), 0x61));
  process.stdout.write('written');
} catch (error) {
  process.stdout.write(codeOf(error) ?? String(error));
}
