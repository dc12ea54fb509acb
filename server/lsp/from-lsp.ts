/** From the protocol's words to ours. */
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  CodeActionContext,
  InitializeParams,
  Position as LspPosition,
  Range as LspRange,
  TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import type { TextChange } from "../probes/event.js";
import type { Position, Span } from "../probes/probe.js";
import type { ClientFacts } from "./connection/client.js";
import type { Uris } from "./uris.js";

/** One spelling for every file, as editors and scripts escape differently; undefined for what is no local file. */
export function fileUri(uri: string): string | undefined {
  try {
    return pathToFileURL(fileURLToPath(uri)).href;
  } catch {
    return undefined;
  }
}

/** Why nothing can be done in a document that is no file here, in words for whoever tried. */
export function refusalOf(uri: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return `a file: URI is wanted, not ${JSON.stringify(uri)}`;
  if (scheme === "untitled") return "this document is not saved yet: save it as a file that a program runs";
  if (scheme.includes("notebook")) {
    return "cells of notebooks cannot be watched yet: move the code into a module that the notebook imports";
  }
  if (scheme !== "file") {
    return `a document of the kind ${scheme}: is no file: open the file that the program runs`;
  }
  const host = /^file:\/\/([^/]+)/i.exec(uri)?.[1];
  return host === undefined
    ? `${JSON.stringify(uri)} names no file that there could be`
    : `this file is on ${host}: open it by a path of this machine`;
}

export function filePath(uri: string): string {
  return fileURLToPath(uri);
}

/** Editors send what the user configured, so the language is looked at again here. */
export function isPython(languageId: string, uri: string): boolean {
  return languageId.toLowerCase() === "python" || /\.pyw?$/.test(uri);
}

export function position({ line, character }: LspPosition): Position {
  return { line, column: character };
}

export function span({ start, end }: LspRange): Span {
  return { start: position(start), end: position(end) };
}

export function textChange(change: TextDocumentContentChangeEvent): TextChange {
  return "range" in change && change.range
    ? { range: span(change.range), text: change.text }
    : { text: change.text };
}

/** Whether an editor that asks for certain kinds of code actions wants this one: `refactor` includes `refactor.rewrite`. */
export function wantsKind({ only }: CodeActionContext, kind: string): boolean {
  return !only || only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`));
}

export function clientFacts({
  clientInfo,
  capabilities,
  initializationOptions,
}: InitializeParams): ClientFacts {
  const { workspace, textDocument, window } = capabilities;
  return {
    name: clientInfo?.name ?? "",
    version: clientInfo?.version ?? "",
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    answersConfiguration: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    takesActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    showsDisabledActions: textDocument?.codeAction?.disabledSupport === true,
    showsProgress: window?.workDoneProgress === true,
    showsDocuments: window?.showDocument?.support === true,
    // Nothing in the protocol says it: our own extensions, which have their hovers trusted, do.
    linksCommands: initializationOptions?.commandLinks === true,
    showsMarkdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
  };
}

/** The folders that the editor has opened, as URIs in our spelling. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams, uris: Uris): string[] {
  return knownFolders(workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []), uris);
}

/** Without those that are no folders here. */
export function knownFolders(folders: readonly { uri: string }[], uris: Uris): string[] {
  return folders.flatMap(({ uri: spelled }) => {
    const uri = fileUri(spelled)?.replace(/\/+$/, "");
    if (uri === undefined) return [];
    uris.remember(uri, spelled);
    return [uri];
  });
}
