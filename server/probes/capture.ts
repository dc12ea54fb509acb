/** What programs send of a hit: plain data that every other folder may read. */

/** A rendered value: made in the program at the hit, bounded, and never a live object. */
export interface Value {
  /** Name of the value's type: `int`, `Order`. */
  type: string;
  /** One line that looks like Python: `42`, `'GET'`, `[1, 2, …]`, `Order(id=7, …)`. */
  text: string;
  /** Parts in order: list items (`0`, `1`), dictionary keys (as text), attributes. Absent for scalars. */
  children?: NamedValue[];
  /** Why something is missing below this value: `depth`, `length`, `size`, `time`, `changed`, `not read`, … */
  cut?: string;
  /** Where the same object stands first in this capture, and its children with it: `order.lines[0]`. */
  same?: string;
}

export interface NamedValue {
  name: string;
  value: Value;
}

export interface StackFrame {
  function: string;
  file: string;
  line: number;
  /** Of a library: the newest of so many frames of libraries that called each other. */
  folded?: number | undefined;
}

/** The value that the program itself computed for an expression, by its index in the site's list. */
export interface ExpressionValue {
  expression: number;
  value: Value;
}

/** What was recorded at one hit. */
export interface Capture {
  probe: string;
  /** Which hit of this probe in its process this was, from 1. */
  hit: number;
  /** Seconds since the epoch. */
  time: number;
  pid: number;
  /** Seconds by the clock of the program's machine that only goes forward. */
  monotonic?: number | undefined;
  thread: { id: number; name: string };
  /** The name of the asyncio task that ran, if one did. */
  task?: string | undefined;
  /** Which greenlet ran, if it was not the thread's own. */
  greenlet?: string | undefined;
  /** OpenTelemetry's ids, in hexadecimal digits. */
  trace?: string | undefined;
  span?: string | undefined;
  locals: NamedValue[];
  /** Newest frame first; bounded. Lines are 1-based. */
  stack: StackFrame[];
  /** What the statement computed while it ran, as far as it came. */
  values?: ExpressionValue[];
  /** The user's own expressions, in their order, evaluated before the statement ran. */
  shown?: NamedValue[];
  /** The names that the statement bound, with the values that they had after it. */
  assigned?: NamedValue[];
  /** What the watched function returned. */
  returned?: Value;
  /** The exception that ended the statement or function. */
  raised?: Value;
  /** A logpoint's finished text. */
  message?: string;
  /** Sent while the statement was still running. */
  unfinished?: true;
  /** Of a timer: the seconds that the statement or call took. */
  duration?: number | undefined;
}
