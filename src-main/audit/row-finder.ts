/**
 * Finds the seal of each row. Rows come by id, seals by position: on an honest log the two orders are nearly the same.
 */
export class RowFinder {
  readonly #ids: Float64Array;
  readonly #sealed: Uint8Array;
  #index: Map<number, number> | null = null;
  #next = 0;

  /**
   * @param ids - entry id sealed at each index
   * @param sealed - 1 where there is a seal
   */
  constructor(ids: Float64Array, sealed: Uint8Array) {
    this.#ids = ids;
    this.#sealed = sealed;
  }

  /** Index of the seal, once all seals are there; undefined when none names the id. */
  find(id: number): number | undefined {
    if (this.#ids[this.#next] === id && this.#sealed[this.#next] === 1) return this.#next++;
    if (this.#index === null) {
      this.#index = new Map();
      for (let index = 0; index < this.#ids.length; index++)
        if (this.#sealed[index] === 1) this.#index.set(this.#ids[index] ?? 0, index);
    }
    const at = this.#index.get(id);
    if (at !== undefined) this.#next = at + 1;
    return at;
  }
}
