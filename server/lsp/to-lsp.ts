/** From our words to the protocol's. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Command,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Hover,
  type InlayHint,
  type Position as LspPosition,
  type Range,
} from "vscode-languageserver/node";
import { programIn } from "../attach/command-line.js";
import type { Problem } from "../comments/placed.js";
import type { Suggestion } from "../comments/suggestions.js";
import type { ProbedFunction } from "../probes/functions.js";
import type { Offer } from "../probes/offers.js";
import type { Position, Probe, ProbeKind, Span, Wishes } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import type { ValueDiagnostic } from "../view/diagnostic.js";
import { KIND_NAMES } from "../view/kind-names.js";
import type { Label } from "../view/label.js";
import { lensText } from "../view/lens.js";
import { type Block, toMarkdown, toPlainText } from "../view/markup.js";
import { clip, visible } from "../view/plain.js";
import { messageOf } from "../view/ready-made.js";
import { COMMANDS } from "./command-names.js";

/** A quick fix would light the lamp on every line with code; a rewriting waits until the user asks for actions. */
export const ACTION_KIND = CodeActionKind.RefactorRewrite;

const LONGEST_NAME = 60;

function lspPosition({ line, column }: Position): LspPosition {
  return { line, character: column };
}

export function range({ start, end }: Span): Range {
  return { start: lspPosition(start), end: lspPosition(end) };
}

/** Without a kind, as editors filter and colour types and parameters, and this is neither. */
export function inlayHint(place: Position, { parts, tooltip }: Label): InlayHint {
  const label = parts.map((value) => ({ value, tooltip }));
  return { position: lspPosition(place), label, paddingLeft: true };
}

/** Without a version: editors drop diagnostics whose version is not quite theirs. */
export function diagnostic({ span, message }: ValueDiagnostic): Diagnostic {
  return { range: range(span), message, severity: DiagnosticSeverity.Information, source: "snappoint" };
}

const SUGGESTED = {
  variable: CompletionItemKind.Variable,
  attribute: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  word: CompletionItemKind.Keyword,
} as const;

/** In the order given, whatever the editor would sort by. */
export function completionItem(
  { label, kind, detail, text }: Suggestion,
  replaced: Span,
  gap: string,
  index: number,
): CompletionItem {
  return {
    label,
    kind: SUGGESTED[kind],
    detail,
    sortText: String(index).padStart(5, "0"),
    textEdit: { range: range(replaced), newText: gap + text },
  };
}

export function problem({ span, reason, severity }: Problem): Diagnostic {
  const level = severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  return { range: range(span), message: reason, severity: level, source: "snappoint" };
}

export function hover(blocks: readonly Block[], span: Span, markdown: boolean): Hover {
  const contents = markdown
    ? { kind: "markdown" as const, value: toMarkdown(blocks) }
    : { kind: "plaintext" as const, value: toPlainText(blocks) };
  return { contents, range: range(span) };
}

/** A click opens what was captured last in the function. */
export function codeLens({ start, probes }: ProbedFunction): CodeLens {
  const newest = probes.toSorted((one, other) => captured(other) - captured(one))[0];
  const argument = { id: newest?.probe.id };
  const command = { title: lensText(probes), command: COMMANDS.openCapture, arguments: [argument] };
  return { range: range({ start, end: start }), command };
}

function captured({ captures }: ProbeSnapshot): number {
  return captures.at(0)?.time ?? 0;
}

/** With the complete command inside: not every editor resolves actions, and some ignore what resolving brings. */
export function codeAction(offer: Offer, uri: string): CodeAction {
  switch (offer.action) {
    case "add":
      return adding("add snapshot point", uri, offer.place, { kind: "snapshot" });
    case "watch-function":
      return adding(`watch calls of ${offer.function}`, uri, offer.place, { kind: "function" });
    case "count":
      return adding("count hits", uri, offer.place, { kind: "count" });
    case "time":
      return adding(`time ${meant(offer.function)}`, uri, offer.place, { kind: "time" });
    case "exceptions":
      return adding(`watch exceptions in ${meant(offer.function)}`, uri, offer.place, { kind: "exception" });
    case "show": {
      const { place, expression, probe } = offer;
      const expressions = [...(probe?.show ?? []), expression];
      const wishes = { ...(probe ? asBefore(probe) : { kind: "snapshot" }), expressions };
      return adding(`capture the value of ${clip(visible(expression), LONGEST_NAME)}`, uri, place, wishes);
    }
    case "only-when": {
      const { condition, place, probe } = offer;
      return adding(`only when ${condition}`, uri, place, { ...asBefore(probe), condition });
    }
    case "only-changes": {
      const { expression, place, probe } = offer;
      return adding(`only when ${expression} changes`, uri, place, {
        ...asBefore(probe),
        changes: expression,
      });
    }
    case "detail": {
      const { place, detail, probe } = offer;
      const { detail: _, ...wishes } = asBefore(probe);
      const more = detail && { detail };
      return adding(`capture ${detail ?? "less"}${ofWhich(offer.of)}`, uri, place, { ...wishes, ...more });
    }
    case "log": {
      const { names, place, probe } = offer;
      const { expressions: _, ...wishes } = asBefore(probe);
      const logpoint = { ...wishes, kind: "log", message: messageOf(names) };
      return adding(`log ${names.join(", ")} instead`, uri, place, logpoint);
    }
    case "open":
      return action(`Snappoint: open the newest capture${ofWhich(offer.of)}`, COMMANDS.openCapture, {
        id: offer.id,
      });
    case "pause":
      return action(`Snappoint: pause ${KIND_NAMES[offer.kind]}`, COMMANDS.pauseProbe, { id: offer.id });
    case "resume":
      return action(`Snappoint: resume ${KIND_NAMES[offer.kind]}`, COMMANDS.resumeProbe, { id: offer.id });
    case "remove":
      return action(`Snappoint: remove ${KIND_NAMES[offer.kind]}`, COMMANDS.removeProbe, { id: offer.id });
    case "pause-all":
      return action("Snappoint: pause all snapshot points in this file", COMMANDS.pauseAllProbes, { uri });
    case "resume-all":
      return action("Snappoint: resume all snapshot points in this file", COMMANDS.resumeAllProbes, { uri });
    case "remove-all":
      return action("Snappoint: remove all snapshot points in this file", COMMANDS.removeAllProbes, { uri });
    case "remove-everywhere":
      return action("Snappoint: remove all snapshot points in the workspace", COMMANDS.removeAllProbes, {});
  }
}

function ofWhich(kind: ProbeKind | undefined): string {
  return kind === undefined ? "" : ` of the ${KIND_NAMES[kind]}`;
}

function meant(defined: string | undefined): string {
  return defined === undefined ? "this statement" : `calls of ${defined}`;
}

/** What makes the same probe again, in the place of the one that is there. */
export function asBefore({ id, kind, condition, changes, message, show, detail }: Probe) {
  return {
    kind,
    ...(condition !== undefined && { condition }),
    ...(changes !== undefined && { changes }),
    ...(message !== undefined && { message }),
    ...(show && { expressions: show }),
    ...(detail && { detail }),
    replaces: id,
  };
}

function adding(what: string, uri: string, place: Position, wishes: object): CodeAction {
  const { line, character } = lspPosition(place);
  return action(`Snappoint: ${what}`, COMMANDS.addProbe, { uri, line, character, ...wishes });
}

/** Sets such a probe at a place. */
export function addCommand(
  title: string,
  uri: string,
  place: Position,
  { show, ...asked }: Wishes & { kind: ProbeKind },
): Command {
  const wishes = { ...asked, ...(show && { expressions: show }) };
  const { line, character } = lspPosition(place);
  return { title, command: COMMANDS.addProbe, arguments: [{ uri, line, character, ...wishes }] };
}

/** Names what the program runs, and none of its arguments, among which there may be secrets. */
export function attachAction(pid: number, argv: readonly string[]): CodeAction {
  const what = programIn(argv);
  const named = what === undefined ? "python" : clip(visible(what), LONGEST_NAME);
  return action(`Snappoint: attach to ${pid} (${named})`, COMMANDS.attach, { pid });
}

/** For editors that take no actions: an action that edits the text is none without its edit. */
export function commandsOf(actions: readonly CodeAction[]): Command[] {
  return actions.flatMap(({ command, edit }) => (command && !edit ? [command] : []));
}

/** For editors that show why something can't be done. */
export function disabledAction(what: string, reason: string): CodeAction {
  return { title: `Snappoint: ${what}`, kind: ACTION_KIND, disabled: { reason } };
}

function action(title: string, command: string, argument: object): CodeAction {
  return { title, kind: ACTION_KIND, command: { title, command, arguments: [argument] } };
}
