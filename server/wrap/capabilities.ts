/** What two servers can do together, and which of them answers what. Pure functions over the protocol's objects. */
import { fields, type Json, list } from "../json.js";

/** The methods that both servers may answer, with the capability that says so. */
export const SHARED: Readonly<Record<string, string>> = {
  "textDocument/hover": "hoverProvider",
  "textDocument/inlayHint": "inlayHintProvider",
  "textDocument/codeAction": "codeActionProvider",
  "textDocument/codeLens": "codeLensProvider",
  "textDocument/completion": "completionProvider",
};

/** Requests for the rest of something that was in an answer to a shared method. */
export const RESOLVING: ReadonlySet<string> = new Set([
  "inlayHint/resolve",
  "codeAction/resolve",
  "codeLens/resolve",
  "completionItem/resolve",
]);

/** The shared methods that a server with these capabilities answers. */
export function methodsIn(capabilities: Json): string[] {
  return Object.entries(SHARED).flatMap(([method, capability]) => (capabilities[capability] ? method : []));
}

export function commandsIn(capabilities: Json): string[] {
  const { commands } = fields(capabilities.executeCommandProvider);
  return list(commands).filter((each) => typeof each === "string");
}

/** Theirs, and with it all that is ours: nothing of theirs is lost or changed. */
export function mergedCapabilities(theirs: Json, ours: Json): Json {
  const shared = Object.values(SHARED).map(
    (name) => [name, mergedOptions(theirs[name], ours[name])] as const,
  );
  return {
    ...ours,
    ...theirs,
    ...Object.fromEntries(shared.filter(([, options]) => options !== undefined)),
    workspace: { ...fields(ours.workspace), ...fields(theirs.workspace) },
    textDocumentSync: mergedSync(theirs.textDocumentSync, ours.textDocumentSync),
    executeCommandProvider: {
      ...fields(ours.executeCommandProvider),
      ...fields(theirs.executeCommandProvider),
      workDoneProgress: saysProgress(ours) || saysProgress(theirs),
      commands: [...new Set([...commandsIn(theirs), ...commandsIn(ours)])],
    },
  };
}

function saysProgress({ executeCommandProvider }: Json): boolean {
  return fields(executeCommandProvider).workDoneProgress === true;
}

/** `true`, or an object whose lists are joined: kinds of actions, characters that ask for completion. */
function mergedOptions(theirs: unknown, ours: unknown): unknown {
  if (!theirs || !ours) return theirs || ours || undefined;
  const [their, our] = [fields(theirs), fields(ours)];
  const all: Record<string, unknown> = { ...our, ...their };
  for (const [name, value] of Object.entries(our)) {
    if (Array.isArray(value) && Array.isArray(their[name]))
      all[name] = [...new Set([...their[name], ...value])];
  }
  // A server that names no kinds of actions may have any.
  if (Array.isArray(our.codeActionKinds) && !Array.isArray(their.codeActionKinds)) delete all.codeActionKinds;
  return Object.keys(all).length > 0 ? all : true;
}

/** Whole texts when theirs wants them; ours reads both, and has to be told of everything. */
function mergedSync(theirs: unknown, ours: unknown): Json {
  const [their, our] = [syncOptions(theirs), syncOptions(ours)];
  return {
    ...our,
    ...their,
    openClose: true,
    change: their.change || our.change,
    save: their.save || our.save,
  };
}

function syncOptions(sync: unknown): Json {
  return typeof sync === "number" ? { openClose: sync > 0, change: sync } : fields(sync);
}
