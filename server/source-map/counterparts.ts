/**
 * Finds the statements of one text again in another text of the same file: in the text that a program has
 * loaded, or in what a formatter, another branch or an undo has made of a document.
 *
 * A wrong answer would put values on a line that they do not belong to, so there is an answer only where no
 * other one is possible. What stands in an unchanged top-level statement is found by its place in it. Else
 * the function is found first, by its name or, renamed or moved, by its code; and in it the statement, by its
 * own code and by its order among the others.
 */
import { type Block, blocksBetween, type Written } from "./blocks.js";
import { pairedScopes, type ScopeCode, type Scopes } from "./scope-pairs.js";
import { SequencePair } from "./sequence-pair.js";
import type { SourceText } from "./source-text.js";
import type { Statement } from "./statement.js";

/** "ambiguous": it may be there, but which one it is cannot be told. */
export type Counterpart = Statement | "ambiguous" | "gone";

export class Counterparts {
  private readonly twins: ReadonlyMap<Block, Block>;
  private readonly fromScopes: Scopes;
  private readonly toScopes: Scopes;
  private readonly names: ReadonlyMap<string, string>;
  private readonly pairs = new Map<string, SequencePair>();

  /** Both texts must stay as they are while they are asked about. */
  constructor(
    private readonly from: SourceText,
    to: SourceText,
  ) {
    this.twins = twinsIn(from.blocks(), to.blocks());
    const ids = new Map([...this.twins].map(([one, other], id) => [one, { other, id }]));
    this.fromScopes = scopesOf(from.blocks(), (block) => ids.get(block)?.id);
    const others = new Map([...ids.values()].map(({ other, id }) => [other, id]));
    this.toScopes = scopesOf(to.blocks(), (block) => others.get(block));
    this.names = pairedScopes(this.fromScopes, this.toScopes);
  }

  /** @param statement one of the first text's */
  of(statement: Statement): Counterpart {
    const { line } = statement.start;
    for (const block of blocksBetween(this.from.blocks(), line, line)) {
      const index = indexIn(block.statements(), statement);
      if (index >= 0) return this.inBlock(block, index, statement);
    }
    return "gone";
  }

  private inBlock(block: Block, index: number, statement: Statement): Counterpart {
    const twin = this.twins.get(block);
    if (twin) return twin.statements()[index] ?? "gone";
    const found = this.inScope(statement);
    return found === "gone" && block.isBroken ? "ambiguous" : found;
  }

  private inScope(statement: Statement): Counterpart {
    const from = this.fromScopes.get(statement.function);
    const name = this.names.get(statement.function);
    const to = name === undefined ? undefined : this.toScopes.get(name);
    if (!from || !to) return "gone";
    const index = indexIn(from.statements, statement);
    if (index < 0) return "gone";
    const pair = this.pairs.get(statement.function) ?? new SequencePair(from.keys, to.keys);
    this.pairs.set(statement.function, pair);
    const found = pair.of(index);
    return typeof found === "number" ? (to.statements[found] ?? "gone") : found;
  }
}

/** The compound statements that read the same in both texts, and are the only ones in both that do. */
function twinsIn(from: readonly Block[], to: readonly Block[]): Map<Block, Block> {
  const twins = new Map<Block, Block>();
  const others = onlyOnes(to);
  for (const [text, block] of onlyOnes(from)) {
    const twin = others.get(text);
    if (twin) twins.set(block, twin);
  }
  return twins;
}

function onlyOnes(blocks: readonly Block[]): Map<string, Block> {
  const found = new Map<string, Block>();
  const repeated = new Set<string>();
  for (const block of blocks) {
    if (!block.isCompound) continue;
    if (found.has(block.text)) repeated.add(block.text);
    found.set(block.text, block);
  }
  for (const text of repeated) found.delete(text);
  return found;
}

function scopesOf(blocks: readonly Block[], twin: (block: Block) => number | undefined): Scopes {
  const scopes = new Map<string, ScopeCode>();
  const scope = (name: string): ScopeCode => {
    const known = scopes.get(name) ?? { keys: [], statements: [], head: "" };
    scopes.set(name, known);
    return known;
  };
  for (const block of blocks) {
    const id = twin(block);
    if (id === undefined) for (const written of block.everything()) add(written, scope);
    else push(scope(""), `#${id}`, undefined);
  }
  return scopes;
}

function add({ normal, function: name, statement }: Written, scope: (name: string) => ScopeCode): void {
  push(scope(name), normal, statement);
  const defines = statement?.defines;
  if (defines) scope(defines.function).head = normal.replace(/\bdef \S+/, "def _");
}

function push(scope: ScopeCode, key: string, statement: Statement | undefined): void {
  scope.keys.push(key);
  scope.statements.push(statement);
}

function indexIn(statements: readonly (Statement | undefined)[], { start }: Statement): number {
  return statements.findIndex(
    (one) => one !== undefined && one.start.line === start.line && one.start.column === start.column,
  );
}
