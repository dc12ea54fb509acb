/** The folders that the editor has open, which may change while it runs. */
export interface FoldersChanged {
  added: readonly string[];
  removed: readonly string[];
}

export class Workspace {
  /** @param folders as URIs in our spelling, without a slash at the end */
  constructor(
    private current: readonly string[],
    private readonly onChange: (changed: FoldersChanged) => void,
  ) {}

  get folders(): readonly string[] {
    return this.current;
  }

  change({ added, removed }: FoldersChanged): void {
    const gone = new Set(removed);
    const left = this.current.filter((folder) => !gone.has(folder));
    const fresh = added.filter((folder) => !left.includes(folder));
    const lost = this.current.filter((folder) => gone.has(folder));
    this.current = [...left, ...fresh];
    this.onChange({ added: fresh, removed: lost });
  }
}
