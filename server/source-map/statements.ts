/** A tree → the statements that can take a probe, in source order. */
import type { Node } from "web-tree-sitter";
import { beginning, isTornApart, statementsOf } from "./broken.js";
import {
  bodyIsBelow,
  type Compound,
  clauseOf,
  isWildcard,
  matchesAll,
  takeApart,
  truthOfGuard,
} from "./clauses.js";
import { either, type Truth, truth } from "./constants.js";
import { type Defined, definedFunction } from "./definitions.js";
import { completes, hasOwnCode, isDocstring } from "./own-code.js";
import type { TextLines } from "./positions.js";
import { definedScope, findGlobals, type Globals, MODULE_SCOPE, type Scope } from "./scopes.js";
import type { Position } from "./statement.js";

/** A statement and the node that it was found in; what it reads is worked out from the node when asked for. */
export interface Place {
  start: Position;
  end: Position;
  function: string;
  node: Node;
  defines?: Defined;
}

/** Where a walk through the blocks is. */
interface Context {
  scope: Scope;
  /** The innermost loop of this scope, and whether a `break` leaves it. */
  loop: { broken: boolean };
  /** Inside a `with` or a `try … finally` of this scope: leaving it runs their code first. */
  unwinds: boolean;
}

export function placesOf(root: Node, lines: TextLines): Place[] {
  const walk = new Walk(lines, findGlobals(root, lines.text));
  walk.body(root, MODULE_SCOPE);
  return walk.places;
}

/**
 * Those of one statement of the module's, whether or not what stands before it completes.
 *
 * @param isWhole also those behind a `return` and the like, which have no code
 */
export function placesIn(statement: Node, lines: TextLines, globals: Globals, isWhole: boolean): Place[] {
  const walk = new Walk(lines, globals, isWhole);
  walk.alone(statement);
  return walk.places;
}

/**
 * Goes through the statements as control flow can: every visit answers whether the statement can
 * complete, because CPython drops the code that stands behind one that cannot.
 */
class Walk {
  readonly places: Place[] = [];
  /** While it is not clear that the code exists at all. */
  private muted = false;

  constructor(
    private readonly lines: TextLines,
    private readonly globals: Globals,
    private readonly isWhole = false,
  ) {}

  /** The body of a module, class or function. */
  body(block: Node | undefined, scope: Scope): void {
    const context = { scope, loop: { broken: false }, unwinds: false };
    const statements = this.statementsOf(block);
    const first = statements.findIndex((node) => node.type !== "comment");
    const documented = statements[first] && isDocstring(statements[first]);
    this.sequence(documented ? statements.slice(first + 1) : statements, context);
  }

  alone(statement: Node): void {
    this.statement(statement, { scope: MODULE_SCOPE, loop: { broken: false }, unwinds: false });
  }

  private sequence(statements: Node[], context: Context): boolean {
    for (const statement of statements) {
      if (!this.statement(statement, context) && !this.isWhole) return false;
    }
    return true;
  }

  private block(block: Node | undefined, context: Context): boolean {
    return this.sequence(this.statementsOf(block), context);
  }

  private statementsOf(block: Node | undefined): Node[] {
    return block ? statementsOf(block, this.lines) : [];
  }

  private statement(node: Node, context: Context): boolean {
    const type = node.type;
    switch (type) {
      case "if_statement":
        return this.ifStatement(takeApart(node), context);
      case "while_statement":
        return this.whileStatement(takeApart(node), context);
      case "for_statement":
        return this.forStatement(takeApart(node), context);
      case "try_statement":
        return this.tryStatement(takeApart(node), context);
      case "with_statement":
        return this.withStatement(takeApart(node), context);
      case "match_statement":
        return this.matchStatement(takeApart(node), context);
      case "function_definition":
      case "class_definition":
        return this.definition(node, node, context);
      case "decorated_definition":
        return this.definition(node, node.childForFieldName("definition"), context);
      default:
        return !type.endsWith("_statement") || this.simpleStatement(node, type, context);
    }
  }

  private simpleStatement(node: Node, type: string, { scope, loop, unwinds }: Context): boolean {
    if (hasOwnCode(node, type, this.lines, unwinds)) this.offer(node, node, scope);
    if (type === "break_statement" && !this.muted) loop.broken = true;
    return completes(node, type);
  }

  private ifStatement(statement: Compound, context: Context): boolean {
    const branches: { test: Truth; completes: boolean }[] = [];
    const muted = this.muted;
    for (const branch of [statement, ...statement.clauses]) {
      const test = branch.node.type === "else_clause" ? true : this.test(branch, context);
      if (test === "unclear") this.muted = true;
      branches.push({ test, completes: test !== false && this.block(branch.block, context) });
      if (test === true) break;
    }
    this.muted = muted;
    return branches.reduceRight((rest, { test, completes }) => either(test, completes, rest), true);
  }

  /** Offers the head of an `if`, `elif` or `while`, and tells what is known of its condition. */
  private test(branch: Compound, context: Context): Truth {
    const condition = branch.node.childForFieldName("condition");
    const known = condition ? truth(condition) : undefined;
    if (known === undefined || bodyIsBelow(branch)) this.head(branch, context);
    return known;
  }

  private whileStatement(statement: Compound, context: Context): boolean {
    const muted = this.muted;
    const test = this.test(statement, context);
    if (test === "unclear") this.muted = true;
    const loop = { broken: false };
    if (test !== false) this.block(statement.block, { ...context, loop });
    const ends = test !== true && this.otherwise(statement, context);
    this.muted = muted;
    return test === "unclear" ? ends && loop.broken : ends || loop.broken;
  }

  private forStatement(statement: Compound, context: Context): boolean {
    this.head(statement, context);
    const loop = { broken: false };
    this.block(statement.block, { ...context, loop });
    const ends = this.otherwise(statement, context);
    return ends || loop.broken;
  }

  private tryStatement(statement: Compound, context: Context): boolean {
    if (bodyIsBelow(statement)) this.head(statement, context);
    const last = clauseOf(statement, "finally_clause");
    if (!last) return this.guarded(statement, context);
    const loop = { broken: false };
    const completes = this.guarded(statement, { ...context, loop, unwinds: true });
    const finishes = this.block(last.block, context);
    // A `finally` that cannot complete swallows the `break` that it was entered by.
    if (finishes && loop.broken) context.loop.broken = true;
    return completes && finishes;
  }

  /** A `try` without its `finally`. */
  private guarded(statement: Compound, context: Context): boolean {
    let completes = this.block(statement.block, context);
    let handled = false;
    for (const clause of statement.clauses) {
      const type = clause.node.type;
      if (type === "else_clause" && completes) completes = this.block(clause.block, context);
      if (type !== "except_clause") continue;
      this.head(clause, context);
      if (this.block(clause.block, context)) handled = true;
    }
    return completes || handled;
  }

  private withStatement(statement: Compound, context: Context): boolean {
    this.head(statement, context);
    this.block(statement.block, { ...context, unwinds: true });
    // Its context manager may swallow the exception that ended the body.
    return true;
  }

  private matchStatement(statement: Compound, context: Context): boolean {
    this.head(statement, context);
    let completes = false;
    for (const clause of statement.block?.namedChildren ?? []) {
      if (clause.type !== "case_clause" || isTornApart(clause)) continue;
      const guard = truthOfGuard(clause);
      if (this.caseClause(takeApart(clause), guard, context)) completes = true;
      // Everything has matched here: no later case is ever tried, or none that surely is.
      if ((guard === true || guard === "unclear") && matchesAll(clause)) return completes;
    }
    return true;
  }

  private caseClause(clause: Compound, guard: Truth, context: Context): boolean {
    if (!isWildcard(clause.node) || bodyIsBelow(clause)) this.head(clause, context);
    return guard !== false && guard !== "unclear" && this.block(clause.block, context);
  }

  /** `statement` is the definition itself or, when it is decorated, begins with its decorators. */
  private definition(statement: Node, definition: Node | null, context: Context): boolean {
    const scope = definition && definedScope(definition, context.scope, this.globals);
    if (!scope) return true;
    const { colon, block } = takeApart(definition);
    const defines = definedFunction(definition, scope, colon);
    this.offer(statement, colon ?? definition, context.scope, defines);
    this.body(block, scope);
    return true;
  }

  private otherwise(statement: Compound, context: Context): boolean {
    const clause = clauseOf(statement, "else_clause");
    return clause ? this.block(clause.block, context) : true;
  }

  private head({ node, colon }: Compound, { scope }: Context): void {
    this.offer(node, colon ?? node, scope);
  }

  private offer(node: Node, last: Node, scope: Scope, defines?: Defined): void {
    if (this.muted) return;
    const { row, column } = last.endPosition;
    const start = beginning(node, this.lines);
    const end = { line: row, column };
    this.places.push({ start, end, function: scope.qualname, node, ...(defines && { defines }) });
  }
}
