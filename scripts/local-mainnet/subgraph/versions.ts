/** Entities as they were at every block, as graph-node keeps them: a version holds from its block to the next version's. */
export class Versions<Entity> {
  readonly #versions = new Map<string, { readonly fromBlock: number; readonly entity: Entity }[]>();

  /** Blocks come in ascending order. */
  set(id: string, block: number, entity: Entity): void {
    const versions = this.#versions.get(id) ?? [];
    if (versions.at(-1)?.fromBlock === block) versions.pop();
    versions.push({ fromBlock: block, entity });
    this.#versions.set(id, versions);
  }

  at(id: string, block: number): Entity | undefined {
    return this.#versions.get(id)?.findLast((version) => version.fromBlock <= block)?.entity;
  }

  allAt(block: number): readonly Entity[] {
    return [...this.#versions.keys()].flatMap((id) => this.at(id, block) ?? []);
  }

  /** Forgets all that came after a block. */
  revertTo(block: number): void {
    for (const [id, versions] of this.#versions) {
      const kept = versions.filter((version) => version.fromBlock <= block);
      if (kept.length === 0) this.#versions.delete(id);
      else this.#versions.set(id, kept);
    }
  }
}
