/** What an editor can do, and how it says so. */
import path from "node:path";
import { pathToFileURL } from "node:url";

export interface EditorOptions {
  /** What follows `snappoint lsp --stdio`. */
  serverArgs?: readonly string[];
  /** Environment of the server besides the one of this process. */
  env?: Record<string, string>;
  /** How the editor introduces itself. */
  clientInfo?: { name: string; version?: string };
  /** What it says that its process is; absent: what it is. */
  processId?: number;
  /** Whether it asks for hints again when the server says so; else it must be content with diagnostics. */
  refreshesHints?: boolean;
  /** The same for code lenses. */
  refreshesLenses?: boolean;
  /** Its answer to `workspace/configuration`; absent: it cannot be asked. */
  settings?: unknown;
  /** Whether it tells of files that others write. */
  watchesFiles?: boolean;
  /** What holds in a folder instead, by the folder's path. */
  folderSettings?: Readonly<Record<string, unknown>>;
  /** The folder that it has opened; absent: none. */
  folder?: string;
  /** Several folders, for an editor that knows such. */
  folders?: readonly string[];
  initializationOptions?: unknown;
  /** What it can count columns in; absent: it does not say. */
  positionEncodings?: string[];
  /** Whether it shows what servers say goes on, also without having asked. */
  showsProgress?: boolean;
  /** Whether hovers are wanted as Markdown. */
  markdown?: boolean;
  /** Whether it takes code actions; else it knows commands only. */
  takesActions?: boolean;
  /** Whether it shows actions that can't be chosen. */
  showsDisabled?: boolean;
  /** Whether it opens documents when the server asks it to. */
  showsDocuments?: boolean;
}

/** The parameters of `initialize`. */
export function introduction(options: EditorOptions): object {
  const {
    clientInfo,
    initializationOptions,
    settings,
    positionEncodings,
    showsProgress,
    refreshesHints = true,
    refreshesLenses = false,
    markdown = true,
    showsDocuments = false,
    folder,
    folders,
    watchesFiles = false,
    takesActions = true,
    showsDisabled = false,
  } = options;
  return {
    processId: options.processId ?? process.pid,
    rootUri: folder === undefined ? null : pathToFileURL(folder).href,
    ...(folders ? { workspaceFolders: folders.map(workspaceFolder) } : {}),
    ...(clientInfo ? { clientInfo } : {}),
    ...(initializationOptions === undefined ? {} : { initializationOptions }),
    capabilities: {
      window: {
        ...(showsProgress ? { workDoneProgress: true } : {}),
        ...(showsDocuments ? { showDocument: { support: true } } : {}),
      },
      ...(positionEncodings ? { general: { positionEncodings } } : {}),
      workspace: {
        ...(refreshesHints ? { inlayHint: { refreshSupport: true } } : {}),
        ...(refreshesLenses ? { codeLens: { refreshSupport: true } } : {}),
        ...(watchesFiles ? { didChangeWatchedFiles: { dynamicRegistration: true } } : {}),
        configuration: settings !== undefined,
      },
      textDocument: {
        hover: { contentFormat: markdown ? ["markdown", "plaintext"] : ["plaintext"] },
        codeAction: takesActions
          ? {
              codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
              disabledSupport: showsDisabled,
            }
          : {},
      },
    },
  };
}

export function workspaceFolder(folder: string): { uri: string; name: string } {
  return { uri: pathToFileURL(folder).href, name: path.basename(folder) };
}
