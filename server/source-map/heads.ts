/** What a statement evaluates when it runs; of a compound statement only what its head evaluates. */
import type { Node } from "web-tree-sitter";
import { expressionsIn } from "./constants.js";
import {
  dottedName,
  type Evaluated,
  fields,
  ofArguments,
  ofDefaults,
  targets,
  tuple,
  tupleOrItem,
  values,
} from "./evaluated.js";
import type { Result } from "./statement.js";

/** In the order in which they stand. */
export function evaluatedBy(statement: Node): Evaluated[] {
  switch (statement.type) {
    case "expression_statement":
      return ofExpressionStatement(statement);
    case "return_statement":
    case "raise_statement":
    case "assert_statement":
      return values(expressionsIn(statement));
    case "delete_statement":
      return targets(expressionsIn(statement));
    case "if_statement":
    case "elif_clause":
    case "while_statement":
      return values(statement.childrenForFieldName("condition"));
    case "for_statement":
      return [...targets(statement.childrenForFieldName("left")), ...values(fields(statement, "right"))];
    case "with_statement":
      return ofWith(statement);
    case "match_statement":
      return tuple(statement, "subject");
    case "except_clause":
      return ofExceptClause(statement);
    case "case_clause":
      return ofCase(statement);
    case "decorated_definition":
    case "function_definition":
    case "class_definition":
      return ofDefinition(statement);
    default:
      return [];
  }
}

/** What a statement does with the value of the first expression that it evaluates. */
export function resultOf(statement: Node): Result | undefined {
  switch (statement.type) {
    case "return_statement":
      return "returned";
    case "if_statement":
    case "elif_clause":
    case "while_statement":
    case "assert_statement":
      return "tested";
    case "expression_statement":
      return expressionsIn(statement).some(isAssignment) ? undefined : "evaluated";
    case "match_statement":
      return "evaluated";
    default:
      return undefined;
  }
}

function ofExpressionStatement(statement: Node): Evaluated[] {
  const [first] = expressionsIn(statement);
  if (!first || !isAssignment(first)) return tupleOrItem(statement.children);
  const found: Evaluated[] = [];
  let assignment: Node | null = first;
  for (; assignment && isAssignment(assignment); assignment = assignment.childForFieldName("right")) {
    found.push(...targets(fields(assignment, "left")));
  }
  return assignment ? [...found, ...values([assignment])] : found;
}

function isAssignment({ type }: Node): boolean {
  return type === "assignment" || type === "augmented_assignment";
}

/** `with (a, b):` has two managers, though tree-sitter sometimes takes them for a tuple. */
function ofWith(statement: Node): Evaluated[] {
  const clauses = statement.namedChildren.filter((child) => child.type === "with_clause");
  const items = clauses.flatMap(expressionsIn).flatMap((item) => fields(item, "value"));
  const [only, ...others] = items;
  const isBracket = only?.type === "tuple" || only?.type === "parenthesized_expression";
  return (isBracket && others.length === 0 ? expressionsIn(only) : items).flatMap(ofPossibleAlias);
}

/** `value as target`, or only `value`. */
function ofPossibleAlias(node: Node): Evaluated[] {
  if (node.type !== "as_pattern") return values([node]);
  const [value, ...aliases] = expressionsIn(node);
  return value ? [...values([value]), ...targets(aliases)] : [];
}

function ofExceptClause(clause: Node): Evaluated[] {
  const [first, ...others] = fields(clause, "value");
  if (first && others.length === 0) return ofPossibleAlias(first).filter(({ as }) => as === "value");
  return tuple(clause, "value");
}

/** A `case` looks up `Color.RED` and the classes and keys of its patterns; the literals are not worth listing. */
function ofCase(clause: Node): Evaluated[] {
  const patterns = clause.namedChildren.filter((child) => child.type === "case_pattern");
  const names = patterns.flatMap((pattern) => pattern.descendantsOfType("dotted_name"));
  const read = names.filter((name) => name.namedChildCount > 1 || name.parent?.type === "class_pattern");
  const guards = fields(clause, "guard").flatMap(expressionsIn);
  return [...read.flatMap((name) => dottedName(expressionsIn(name))), ...values(guards)];
}

function ofDefinition(node: Node): Evaluated[] {
  const decorators = node.namedChildren.filter((child) => child.type === "decorator").flatMap(expressionsIn);
  const definition = node.childForFieldName("definition") ?? node;
  if (definition.type === "function_definition") {
    return [...values(decorators), ...ofDefaults(definition.childForFieldName("parameters"))];
  }
  // The bases of a generic class are evaluated in a scope of their own.
  const isGeneric = definition.childForFieldName("type_parameters") !== null;
  const bases = isGeneric ? [] : ofArguments(definition.childForFieldName("superclasses"));
  return [...values(decorators), ...bases];
}
