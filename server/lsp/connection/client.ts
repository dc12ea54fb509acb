/** What matters to us about the editor, as it introduced itself. */
export interface ClientFacts {
  name: string;
  version: string;
  /** It asks for inlay hints again when we say so. */
  refreshesHints: boolean;
  /** And for code lenses. */
  refreshesLenses: boolean;
  /** It answers `workspace/configuration`. */
  answersConfiguration: boolean;
  /** It wants to be asked before it tells of changed settings. */
  registersConfiguration: boolean;
  /** It tells of files that are written by others, when it is asked to. */
  watchesFiles: boolean;
  /** It opens a document when asked to. */
  showsDocuments: boolean;
  /** Its settings say that links to commands work in its hovers. */
  linksCommands: boolean;
  /** It shows Markdown in hovers. */
  showsMarkdown: boolean;
  /** It takes code actions, not only commands. */
  takesActions: boolean;
  /** It shows actions that can't be chosen, with the reason. */
  showsDisabledActions: boolean;
  /** It shows what goes on when a server begins with it by itself. */
  showsProgress: boolean;
}
