/** What a statement reads: the names and attribute chains whose values are worth showing beside it. */
import type { Node } from "web-tree-sitter";
import { expressionsIn } from "./constants.js";
import { chain, identifier } from "./names.js";

/** What a node is to its statement: read, only called, or assigned to. */
type Role = "value" | "callee" | "target";

type Bound = ReadonlySet<string>;

/** A node that is still to be looked at, and the names that mean something else inside it. */
interface Open {
  node: Node;
  role: Role;
  bound: Bound;
}

/** Kinds in which nothing is read when the statement itself runs, or that are statements of their own. */
const SKIPPED = new Set([
  "block",
  "elif_clause",
  "else_clause",
  "except_clause",
  "finally_clause",
  "type",
  "type_parameter",
  "type_alias_statement",
  "import_statement",
  "import_from_statement",
  "future_import_statement",
]);

/** Kinds that hold targets when they stand where one is assigned to. */
const TARGET_LISTS = new Set([
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "list_splat_pattern",
  "as_pattern_target",
  "tuple",
  "list",
  "list_splat",
  "parenthesized_expression",
]);

/** In source order, without repetition; of a compound statement only what its head reads. */
export function readsOf(statement: Node): string[] {
  const found = new Set<string>();
  // An explicit stack: expressions of any depth must not overflow the one of JavaScript.
  const stack: Open[] = headParts(statement).reverse();
  for (let open = stack.pop(); open; open = stack.pop()) {
    const name = nameRead(open);
    if (name !== undefined) found.add(name);
    else stack.push(...partsOf(open).reverse());
  }
  return [...found];
}

function headParts(statement: Node): Open[] {
  const open: Open = { node: statement, role: "value", bound: new Set() };
  // These are skipped inside their statements, but are asked for by themselves too.
  if (statement.type === "elif_clause") return fields(open, ["condition", "value"]);
  if (statement.type === "except_clause") return fields(open, ["value", "value"]);
  return [open];
}

function nameRead({ node, role, bound }: Open): string | undefined {
  const names = role === "value" ? namesOf(node) : undefined;
  return names && !bound.has(names[0] ?? "") ? names.join(".") : undefined;
}

function namesOf(node: Node): string[] | undefined {
  switch (node.type) {
    case "identifier":
      return [identifier(node)];
    case "attribute":
      return chain(node);
    case "dotted_name":
      return node.namedChildren.map(identifier);
    default:
      return undefined;
  }
}

function partsOf(open: Open): Open[] {
  const { node, role } = open;
  if (SKIPPED.has(node.type)) return [];
  if (role === "callee") return calleeParts(open);
  if (role === "target") return targetParts(open);
  switch (node.type) {
    case "attribute":
      return chain(node) ? [] : fields(open, ["object", "value"]);
    case "call":
      return fields(open, ["function", "callee"], ["arguments", "value"]);
    case "decorator":
      return children(open, "callee");
    case "assignment":
    case "for_statement":
      return fields(open, ["left", "target"], ["right", "value"]);
    case "named_expression":
    case "keyword_argument":
    case "default_parameter":
    case "typed_default_parameter":
      return fields(open, ["value", "value"]);
    case "function_definition":
      return defaults(node.childForFieldName("parameters"), open.bound);
    case "class_definition":
      return fields(open, ["superclasses", "value"]);
    case "as_pattern":
      return expressionsIn(node).map((part, index) => ({
        ...open,
        node: part,
        role: index === 0 ? "value" : "target",
      }));
    default:
      return bindingParts(open) ?? children(open);
  }
}

/** Of `f(x)` the function is not worth showing, of `path.strip()` the `path` is; every method has its `self`. */
function calleeParts(open: Open): Open[] {
  const { node } = open;
  if (node.type === "identifier") return [];
  if (node.type !== "attribute") return [{ ...open, role: "value" }];
  const object = node.childForFieldName("object");
  const isSelf = object?.type === "identifier" && (object.text === "self" || object.text === "cls");
  return isSelf ? [] : fields(open, ["object", "value"]);
}

/** Storing into `name` or `a.b` reads no value worth showing; storing into `rows[i]` reads both. */
function targetParts(open: Open): Open[] {
  const { node } = open;
  if (TARGET_LISTS.has(node.type)) return children(open, "target");
  if (node.type === "identifier") return [];
  if (node.type === "attribute") return chain(node) ? [] : fields(open, ["object", "value"]);
  return [{ ...open, role: "value" }];
}

/** The parts of a node that gives names a meaning of their own inside it; undefined for any other. */
function bindingParts({ node, bound }: Open): Open[] | undefined {
  switch (node.type) {
    case "lambda": {
      const parameters = node.childForFieldName("parameters");
      const body = node.childForFieldName("body");
      const inside = new Set([...bound, ...(parameters ? parameterNames(parameters) : [])]);
      return [
        ...defaults(parameters, bound),
        ...(body ? [{ node: body, role: "value" as const, bound: inside }] : []),
      ];
    }
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return comprehensionParts(node, bound);
    case "case_clause":
      return caseParts(node, bound);
    default:
      return undefined;
  }
}

function comprehensionParts(comprehension: Node, outer: Bound): Open[] {
  const parts = expressionsIn(comprehension);
  const loops = parts.filter((part) => part.type === "for_in_clause");
  const targets = loops.flatMap((loop) => loop.childrenForFieldName("left"));
  const names = targets.flatMap((target) => target.descendantsOfType("identifier"));
  const bound = new Set([...outer, ...names.map(identifier)]);
  return parts.flatMap((part): Open[] => {
    if (part.type !== "for_in_clause") return [{ node: part, role: "value", bound }];
    // The first iterable is worked out before the comprehension's own names exist.
    const iterable = fields({ node: part, role: "value", bound: part === loops[0] ? outer : bound }, [
      "right",
      "value",
    ]);
    return [...fields({ node: part, role: "value", bound }, ["left", "target"]), ...iterable];
  });
}

/** A `case` compares with `Color.RED`, and its guard reads names; what the patterns bind has no value yet. */
function caseParts(clause: Node, outer: Bound): Open[] {
  const patterns = clause.namedChildren.filter((child) => child.type === "case_pattern");
  const names = patterns.flatMap((pattern) => pattern.descendantsOfType("dotted_name"));
  const values = names.filter((name) => name.namedChildCount > 1 && name.parent?.type !== "class_pattern");
  const bound = new Set([...outer, ...patterns.flatMap(captures).map(identifier)]);
  const guard = fields({ node: clause, role: "value", bound }, ["guard", "value"]);
  return [...values.map((node): Open => ({ node, role: "value", bound: outer })), ...guard];
}

/** The names that a pattern binds; not those of classes, of their attributes and of values. */
export function captures(pattern: Node): Node[] {
  return pattern.descendantsOfType("identifier").filter(({ parent }) => {
    if (parent?.type !== "dotted_name")
      return parent?.type === "as_pattern" || parent?.type === "splat_pattern";
    return parent.namedChildCount === 1 && parent.parent?.type !== "class_pattern";
  });
}

function defaults(parameters: Node | null, bound: Bound): Open[] {
  const all = parameters?.namedChildren ?? [];
  const withDefault = all.filter((parameter) => parameter.type.endsWith("default_parameter"));
  return withDefault.map((node) => ({ node, role: "value", bound }));
}

function parameterNames(parameters: Node): string[] {
  return parameters.namedChildren.flatMap((parameter) => {
    const name =
      parameter.childForFieldName("name") ??
      (parameter.type === "identifier" ? parameter : parameter.firstNamedChild);
    return name ? [identifier(name)] : [];
  });
}

function fields(open: Open, ...wanted: [name: string, role: Role][]): Open[] {
  return wanted.flatMap(([name, role]) =>
    open.node.childrenForFieldName(name).map((node) => ({ ...open, node, role })),
  );
}

function children(open: Open, role: Role = "value"): Open[] {
  return expressionsIn(open.node).map((node) => ({ ...open, node, role }));
}
