/**
 * A statement's own code without its layout, so that formatters do not make another statement of it.
 *
 * Two statements with the same form are the same to CPython's parser: white space, line breaks, comments,
 * redundant parentheses, trailing commas and the way in which strings and numbers are written are left out
 * of it, and nothing else is.
 */
import type { Node } from "web-tree-sitter";
import { identifier } from "./names.js";
import { type Reading, readingOf, stringValue } from "./string-value.js";

const LAYOUT = new Set(["comment", "line_continuation"]);
const TUPLES = new Set(["tuple", "expression_list", "tuple_pattern", "pattern_list"]);

/** Where parentheses only hold lines together. */
const BRACKETED = new Set([...TUPLES, "with_clause", "import_from_statement"]);

/** Where a comma behind a single element makes a tuple of it. */
const COMMA_COUNTS = new Set([...TUPLES, "subscript"]);

/** @param end where the statement's own code ends, as an index: what stands behind it is not its own */
export function normalForm(statement: Node, end: number): string {
  try {
    return new Form(end).of(statement);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the stack reaches, it counts as the same only where it is written the same.
    return statement.text.slice(0, end - statement.startIndex);
  }
}

class Form {
  constructor(private readonly end: number) {}

  of(node: Node): string {
    switch (node.type) {
      case "string":
      case "concatenated_string":
        return this.text(node.type === "string" ? [node] : node.namedChildren);
      case "identifier":
        return identifier(node);
      case "integer":
      case "float":
        return node.text.toLowerCase();
      case "is not":
      case "not in":
        return `(${node.type})`;
      case "with_item":
        return this.withItem(node);
      case "parenthesized_expression":
        return this.all(node.namedChildren).join(" ");
      default:
        return node.childCount === 0 ? node.text : this.compound(node);
    }
  }

  private compound(node: Node): string {
    const type = TUPLES.has(node.type) ? "tuple" : node.type;
    return `(${type} ${this.all(meaningful(node)).join(" ")})`;
  }

  /** `with (a, b):` is `with a, b:`, for which the grammar has another tree. */
  private withItem(node: Node): string {
    const { namedChildren } = node;
    const [only] = namedChildren;
    const several = only?.type === "tuple" && namedChildren.length === 1 ? only.namedChildren : namedChildren;
    return this.all(several)
      .map((item) => `(with_item ${item})`)
      .join(" , ");
  }

  private all(nodes: readonly Node[]): string[] {
    return nodes
      .filter(({ type, startIndex }) => startIndex < this.end && !LAYOUT.has(type))
      .map((node) => this.of(node));
  }

  /** One text of all the literals that stand side by side: the compiler makes one of them, too. */
  private text(literals: readonly Node[]): string {
    const prefixes = new Set<string>();
    const pieces: string[] = [];
    let constant = "";
    const finish = () => {
      if (constant !== "") pieces.push(JSON.stringify(constant));
      constant = "";
    };
    for (const literal of literals) {
      if (literal.type !== "string") continue;
      const opening = literal.firstChild?.text ?? "";
      const reading = readingOf(opening);
      for (const letter of opening.toLowerCase()) if ("bft".includes(letter)) prefixes.add(letter);
      for (const part of literal.namedChildren) {
        if (part.type === "string_content") constant += stringValue(part.text, reading);
        if (part.type !== "interpolation") continue;
        finish();
        pieces.push(this.interpolation(part, reading));
      }
    }
    finish();
    return `(string ${[...prefixes].sort().join("")} ${pieces.join(" ")})`;
  }

  private interpolation(node: Node, reading: Reading): string {
    // With `=` the text of the expression is part of what comes out.
    const shown = node.children.some(({ type }) => type === "=") ? JSON.stringify(node.text) : "";
    const parts = node.namedChildren.map((part) => {
      if (part.type !== "format_specifier") return this.of(part);
      const nested = part.namedChildren.map((each) => this.of(each)).join(" ");
      return `(: ${JSON.stringify(stringValue(part.text.replace(/\{[^}]*\}/g, "{}"), reading))} ${nested})`;
    });
    return `{${shown} ${parts.join(" ")}}`;
  }
}

/** The children without the punctuation that says nothing. */
function meaningful(node: Node): Node[] {
  const children = node.children.filter((child) => !LAYOUT.has(child.type) && !isEmptyBases(child, node));
  const dropsComma = !COMMA_COUNTS.has(node.type) || children.filter(isComma).length > 1;
  return children.filter((child, index) => {
    if (BRACKETED.has(node.type) && (child.type === "(" || child.type === ")")) return false;
    const next = children[index + 1];
    const isLast = next === undefined || [")", "]", "}"].includes(next.type);
    return !(dropsComma && isComma(child) && isLast);
  });
}

/** `class A():` is `class A:`. */
function isEmptyBases(child: Node, { type }: Node): boolean {
  return type === "class_definition" && child.type === "argument_list" && child.namedChildCount === 0;
}

function isComma({ type }: Node): boolean {
  return type === ",";
}
