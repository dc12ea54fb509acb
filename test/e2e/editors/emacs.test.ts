/** Emacs with eglot, which asks for hints again only when our client makes it. */
import { test } from "vitest";
import { until } from "../../until.js";
import { compiles, Emacs } from "./emacs.js";
import { ADD, checkEditor, TYPED_COMMENT } from "./scenario.js";

checkEditor("Emacs with diagnostics", (web) => Emacs.open(web), {
  ...TYPED_COMMENT,
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

test.each(["snappoint.el", "snappoint-eglot.el"])("%s compiles without a warning", compiles);
