/** What the source map says about a text: plain data, in editor coordinates (0-based lines, UTF-16 columns). */

export interface Position {
  line: number;
  column: number;
}

/** What an expression does with its parts; "other" works its value out in instructions of its own. */
export type ExpressionKind =
  | "name"
  | "and"
  | "or"
  | "not"
  | "conditional"
  | "compare"
  | "walrus"
  | "await"
  | "comprehension"
  | "constant"
  | "other";

/** One expression, at the place where CPython's `ast` has it: without parentheses around it. */
export interface Expression {
  start: Position;
  end: Position;
  kind: ExpressionKind;
  /** Indices of its direct sub-expressions in the same list, in the order that its kind reads them. */
  parts: number[];
  /** What it is known by: an identifier, an attribute's name, a constant key, a comparison's operators. */
  name?: string;
}

/** What a statement does with the value of its first whole expression, where that is worth showing. */
export type Result = "returned" | "tested" | "evaluated";

/** One statement that CPython compiles to code of its own, so that a probe can stand before it. */
export interface Statement {
  /** Where its own code stands: all of a simple statement; of a compound one the head, up to its colon; decorators included. */
  start: Position;
  end: Position;
  /** Qualified name of the function whose code runs it, as `co_qualname` has it (`A.f.<locals>.g`); "" at module level, the class's name in a class body. */
  function: string;
  /** Names and attribute chains it reads, in source order, without repetition: `self.path`, `total`. */
  reads: string[];
  /** Its own code without its layout: what formatters do to a statement leaves it the same. */
  normal: string;
  /** All that its own code evaluates, parts before wholes; not what functions that it makes will evaluate. */
  expressions: Expression[];
  result?: Result;
  /** The function that it defines: its name as `co_qualname` has it, its head from `def` to the colon, and its end. */
  defines?: { function: string; start: Position; headEnd: Position; end: Position };
}
