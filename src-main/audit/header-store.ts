/** Headers as they come, and in the order of their indexes in the end; a Buffer for each would cost ten times the memory. */
export type HeaderStore = {
  put(index: number, header: Uint8Array): void;
  /** Header n lies between offsets n and n + 1; it is empty where none was put. */
  inOrder(): { readonly headers: Uint8Array; readonly headerOffsets: Uint32Array };
};

const USUAL = 128;

/** A store for headers of the indexes below `count`; the last one put at an index counts. */
export function headerStore(count: number): HeaderStore {
  const starts = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  let bytes = new Uint8Array(count * USUAL);
  let filled = 0;
  return {
    put: (index, header) => {
      if (filled + header.length > bytes.length) {
        const larger = new Uint8Array((filled + header.length) * 2);
        larger.set(bytes.subarray(0, filled));
        bytes = larger;
      }
      bytes.set(header, filled);
      starts[index] = filled;
      lengths[index] = header.length;
      filled += header.length;
    },
    inOrder: () => {
      const headerOffsets = new Uint32Array(count + 1);
      for (let index = 0; index < count; index++)
        headerOffsets[index + 1] = (headerOffsets[index] ?? 0) + (lengths[index] ?? 0);
      const headers = new Uint8Array(headerOffsets[count] ?? 0);
      for (let index = 0; index < count; index++) {
        const start = starts[index] ?? 0;
        headers.set(bytes.subarray(start, start + (lengths[index] ?? 0)), headerOffsets[index]);
      }
      return { headers, headerOffsets };
    },
  };
}
