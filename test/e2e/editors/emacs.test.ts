/** Emacs with eglot, which asks for hints again only when our client makes it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../../until.js";
import { CLIENT, EMACS, Emacs } from "./emacs.js";
import { ADD, checkEditor } from "./scenario.js";

checkEditor("Emacs with diagnostics", (web) => Emacs.open(web, { hints: false }), {
  "the line of point is meant where the expression at point begins on another": async (emacs, web) => {
    const first = web.lineOfSendHead("fs = os.fstat(");
    await emacs.go(first);
    await emacs.choose(ADD);
    await until(
      "word that it is armed",
      () => emacs.beside(first),
      (text) => text.includes("no hit yet"),
    );
  },
});
checkEditor("Emacs with hints", (web) => Emacs.open(web, { hints: true }));

test("the client for Emacs compiles without a warning", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-elc-"));
  const compile = `(progn
    (setq byte-compile-error-on-warn t
          byte-compile-dest-file-function (lambda (_) "${join(folder, "client.elc")}"))
    (kill-emacs (if (byte-compile-file "${CLIENT}") 0 1)))`;
  const { status, stderr } = spawnSync(EMACS, ["--batch", "-Q", "--eval", compile], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  rmSync(folder, { recursive: true });
});
