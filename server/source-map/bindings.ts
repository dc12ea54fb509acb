/** The names that the statements of one scope bind. */
import type { Node } from "web-tree-sitter";
import { identifier } from "./names.js";
import { captures } from "./reads.js";

/** What holds statements of the same scope, and what binds names beside them. */
const INSIDE =
  /_statement$|^(block|elif_clause|else_clause|except_clause|finally_clause|case_clause|with_clause|with_item|as_pattern|assignment|augmented_assignment|decorated_definition|function_definition|class_definition|ERROR)$/;

const TARGETS =
  /^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern|as_pattern_target|tuple|list|list_splat|parenthesized_expression)$/;

/** @param scope the module, or a `def` or `class` whose body is meant; what is defined inside keeps its own names */
export function namesBoundIn(scope: Node): Set<string> {
  const body = scope.childForFieldName("body") ?? scope;
  const bound: Node[] = [];
  const open = [body];
  for (let node = open.pop(); node; node = open.pop()) {
    bound.push(...boundBy(node));
    if (!isDefinition(node)) open.push(...node.namedChildren.filter(({ type }) => INSIDE.test(type)));
  }
  if (body.text.includes(":=")) bound.push(...walrusesOf(scope).flatMap(nameOf));
  return new Set(bound.map(identifier));
}

export function parameterNames(definition: Node): string[] {
  const parameters = definition.childForFieldName("parameters")?.namedChildren ?? [];
  return parameters.flatMap((parameter) => {
    const [name] = parameter.type === "identifier" ? [parameter] : parameter.descendantsOfType("identifier");
    return name ? [identifier(name)] : [];
  });
}

/** Names that a `global` statement anywhere inside declares. */
export function globalsDeclaredIn(node: Node): Set<string> {
  const isRare = !/\bglobal\b/.test(node.text);
  const statements = isRare ? [] : node.descendantsOfType("global_statement");
  return new Set(statements.flatMap((statement) => statement.namedChildren.map(identifier)));
}

/** Whether `from … import *` brings names that the text does not tell. */
export function importsEverything(module: Node): boolean {
  return module.text.includes("*") && module.descendantsOfType("wildcard_import").length > 0;
}

export function isDefinition({ type }: Node): boolean {
  return type === "function_definition" || type === "class_definition";
}

/** They stand anywhere in expressions, and bind in the function around a comprehension. */
function walrusesOf(scope: Node): Node[] {
  return scope.descendantsOfType("named_expression").filter((walrus) => {
    let outer: Node | null = walrus.parent;
    while (outer && outer.id !== scope.id && !isDefinition(outer) && outer.type !== "lambda")
      outer = outer.parent;
    return outer?.id === scope.id;
  });
}

function boundBy(node: Node): Node[] {
  switch (node.type) {
    case "assignment":
    case "augmented_assignment":
    case "for_statement":
      return targets(node.childForFieldName("left"));
    case "as_pattern":
      return targets(node.childForFieldName("alias"));
    case "function_definition":
    case "class_definition":
      return nameOf(node);
    case "type_alias_statement":
      return node.childForFieldName("left")?.descendantsOfType("identifier").slice(0, 1) ?? [];
    case "import_statement":
    case "import_from_statement":
      return node.childrenForFieldName("name").flatMap(imported);
    case "case_clause":
      return node.namedChildren.filter(({ type }) => type === "case_pattern").flatMap(captures);
    default:
      return [];
  }
}

function targets(node: Node | null): Node[] {
  if (node?.type === "identifier") return [node];
  return node && TARGETS.test(node.type) ? node.namedChildren.flatMap(targets) : [];
}

/** `a` of `import a.b`, `d` of `from a import c as d`. */
function imported(name: Node): Node[] {
  const alias = name.childForFieldName("alias");
  return alias ? [alias] : name.descendantsOfType("identifier").slice(0, 1);
}

function nameOf(node: Node): Node[] {
  const name = node.childForFieldName("name");
  return name ? [name] : [];
}
