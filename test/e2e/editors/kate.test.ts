/** Kate never asks for hints again, so it gets diagnostics, whose texts stand in a view of their own. */
import { Kate } from "./kate.js";
import { checkEditor } from "./scenario.js";

checkEditor("Kate", (web) => Kate.open(web));
