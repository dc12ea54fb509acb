/** The diagnostics that each document shows; sent only when they differ from what was sent before. */
import type { Diagnostic } from "vscode-languageserver/node";
import type { Registry } from "../../probes/registry.js";
import { diagnostic as valueDiagnostic } from "../../view/diagnostic.js";
import type { Clock } from "../clock.js";
import type { Comments } from "../comments.js";
import type { Editor } from "../connection/editor.js";
import { diagnostic, problem } from "../to-lsp.js";
import type { Uris } from "../uris.js";

export class DiagnosticsChannel {
  private readonly sent = new Map<string, string>();

  constructor(
    private readonly registry: Registry,
    private readonly comments: Comments,
    private readonly editor: Editor,
    private readonly uris: Uris,
    private readonly clock: Clock,
  ) {}

  /** @param showsValues false when hints are drawn instead; what is wrong in comments is told all the same */
  publish(uri: string, showsValues: boolean): void {
    const isOpen = this.registry.source(uri) !== undefined;
    const values = showsValues && isOpen ? this.valuesOf(uri) : [];
    const diagnostics = [...values, ...this.comments.problems(uri).map(problem)];
    const content = JSON.stringify(diagnostics);
    if (content === (this.sent.get(uri) ?? "[]")) return;
    if (diagnostics.length === 0) this.sent.delete(uri);
    else this.sent.set(uri, content);
    this.editor.publishDiagnostics(this.uris.editors(uri), diagnostics);
  }

  private valuesOf(uri: string): Diagnostic[] {
    const now = this.clock.now() / 1000;
    return this.registry.probes(uri).map((probe) => {
      const firstLine = this.registry.source(uri)?.line(probe.span.start.line) ?? "";
      return diagnostic(valueDiagnostic(probe, firstLine.length, now));
    });
  }
}
