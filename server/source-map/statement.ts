/** What the source map says about a text: plain data, in editor coordinates (0-based lines, UTF-16 columns). */

export interface Position {
  line: number;
  column: number;
}

/** One statement that CPython compiles to code of its own, so that a probe can stand before it. */
export interface Statement {
  /** Where its own code stands: all of a simple statement; of a compound one the head, up to its colon; decorators included. */
  start: Position;
  end: Position;
  /** Qualified name of the function whose code runs it, as `co_qualname` has it (`A.f.<locals>.g`); "" at module level, the class's name in a class body. */
  function: string;
  /** Names and attribute chains it reads, in source order, without repetition: `self.path`, `total`. */
  reads: string[];
}
