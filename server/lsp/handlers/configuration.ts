import type { DidChangeConfigurationParams } from "vscode-languageserver/node";
import type { Session } from "../session.js";

/** Editors that can be asked send no settings here, only the news that they changed. */
export function didChangeConfiguration(session: Session, { settings }: DidChangeConfigurationParams): void {
  if (session.client.answersConfiguration) void session.settings.ask();
  else session.settings.use(settings);
}
