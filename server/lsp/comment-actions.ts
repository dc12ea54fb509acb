/** What can be done with comments: their probes live in the text, so they are changed by changing that. */
import type { CodeAction, TextEdit as LspTextEdit } from "vscode-languageserver/node";
import type { PlacedComment } from "../comments/placed.js";
import { commentOf } from "../comments/reconcile.js";
import { adding, commentFor, removing, rewriting, type TextEdit } from "../comments/write.js";
import { covers } from "../probes/place.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { KIND_NAMES } from "../view/kind-names.js";
import { addProbeArguments } from "./command-arguments.js";
import { COMMANDS } from "./command-names.js";
import type { Session } from "./session.js";
import { ACTION_KIND, addCommand, range } from "./to-lsp.js";

/**
 * The same actions, those that change a comment's probe as edits of the text. Edits stand in the actions
 * themselves: not every editor takes them from a server later.
 */
export function inText(session: Session, actions: readonly CodeAction[]): CodeAction[] {
  return actions.flatMap((action) => {
    const { command, arguments: args = [] } = action.command ?? { command: "" };
    const [argument] = args as { id?: string; replaces?: string; uri?: string }[];
    if (command === COMMANDS.removeAllProbes) return [withoutComments(session, action, argument?.uri)];
    const id = command === COMMANDS.removeProbe ? argument?.id : argument?.replaces;
    const probe = id === undefined ? undefined : session.registry.probe(id);
    if (!probe?.probe.comment) return [action];
    const edit =
      command === COMMANDS.removeProbe ? removal(session, probe) : changeOfComment(session, probe, args);
    return edit ? [editing(session, action.title, probe.probe.uri, [edit])] : [];
  });
}

/** A probe into a comment, and back; a comment that is none away. */
export function commentActions(session: Session, uri: string, line: number): CodeAction[] {
  const source = session.registry.source(uri);
  if (!source || !session.comments.isOn(uri)) return [];
  const probes = session.registry.probes(uri).filter(({ span }) => covers(span, line));
  const comments = session.comments.of(uri).filter(({ span }) => span.start.line === line);
  return [
    ...probes.flatMap((probe) => intoComment(session, probe)),
    ...comments.map((comment) => outOfComment(session, uri, comment)),
  ];
}

function intoComment(session: Session, { probe, span, edited }: ProbeSnapshot): CodeAction[] {
  const { uri, kind, id } = probe;
  const source = session.registry.source(uri);
  const statement = source?.statementAt(span.start);
  if (!source || !statement || probe.comment || probe.paused || edited) return [];
  const text = commentFor(kind, probe, statement);
  const edit = text === undefined ? undefined : adding(text, kind, source, statement);
  if (!edit) return [];
  const title = `Snappoint: write this ${KIND_NAMES[kind]} as a comment`;
  const command = { title, command: COMMANDS.removeProbe, arguments: [{ id }] };
  return [{ ...editing(session, title, uri, [edit]), command }];
}

function outOfComment(session: Session, uri: string, comment: PlacedComment): CodeAction {
  const { kind, asked, statement } = comment;
  const edits = [removalOf(session, uri, comment)];
  if (!asked || !statement) return editing(session, "Snappoint: remove the probe comment", uri, edits);
  const title = `Snappoint: keep this ${KIND_NAMES[kind]} without its comment`;
  const command = addCommand(title, session.uris.editors(uri), statement.start, { kind, ...asked });
  return { ...editing(session, title, uri, edits), command };
}

function removal(session: Session, probe: ProbeSnapshot): TextEdit | undefined {
  const { uri } = probe.probe;
  const comment = commentOf(probe, session.comments.of(uri));
  return comment && removalOf(session, uri, comment);
}

function removalOf(session: Session, uri: string, comment: PlacedComment): TextEdit {
  return removing(comment, session.registry.source(uri)?.line(comment.span.start.line) ?? "");
}

/**
 * What has to be written instead of a probe's comment; undefined where no comment can ask for that.
 *
 * @param args of the command that would put another probe in its place
 */
export function changeOfComment(
  session: Session,
  probe: ProbeSnapshot,
  args: readonly unknown[],
): TextEdit | undefined {
  const { kind, wishes } = addProbeArguments(args);
  const comment = commentOf(probe, session.comments.of(probe.probe.uri));
  const text = comment?.statement && commentFor(kind, wishes, comment.statement);
  return comment && text ? rewriting(comment, text) : undefined;
}

/** The command takes away the others. */
function withoutComments(session: Session, action: CodeAction, only: string | undefined): CodeAction {
  const changes: Record<string, LspTextEdit[]> = {};
  for (const uri of session.comments.uris()) {
    const spelled = session.uris.editors(uri);
    const edits = session.comments.of(uri).map((comment) => removalOf(session, uri, comment));
    if (edits.length > 0 && (only === undefined || only === spelled)) changes[spelled] = edits.map(lspEdit);
  }
  return Object.keys(changes).length > 0 ? { ...action, edit: { changes } } : action;
}

function editing(session: Session, title: string, uri: string, edits: TextEdit[]): CodeAction {
  const changes = { [session.uris.editors(uri)]: edits.map(lspEdit) };
  return { title, kind: ACTION_KIND, edit: { changes } };
}

function lspEdit({ span, text }: TextEdit): LspTextEdit {
  return { range: range(span), newText: text };
}
