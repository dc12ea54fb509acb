/** Helix asks for hints again only after an edit, so it gets diagnostics. */
import { Helix } from "./helix.js";
import { checkEditor, TYPED_COMMENT } from "./scenario.js";

checkEditor("Helix", (web) => Helix.open(web), TYPED_COMMENT);
