/** Emacs with lsp-mode, which does not ask for hints again, so it gets diagnostics. */
import { test } from "vitest";
import { compiles, Emacs } from "./emacs.js";
import { checkEditor, TYPED_COMMENT } from "./scenario.js";

checkEditor("Emacs with lsp-mode", (web) => Emacs.open(web, { by: "lsp-mode" }), TYPED_COMMENT);

test("snappoint-lsp.el compiles without a warning", () => compiles("snappoint-lsp.el"));
