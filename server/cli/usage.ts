/** Every text that explains the command line. */
import type { CommandName } from "./requests.js";

const LINES: Record<CommandName, string> = {
  lsp: "snappoint lsp [--stdio] [--wrap CMD ARG…]",
  run: "snappoint run -- CMD ARG…",
  attach: "snappoint attach PID",
  ps: "snappoint ps [--json]",
  watch:
    "snappoint watch FILE:LINE [--if COND] [--changes E] [--expr E]… [--log MESSAGE | --time | --exception] [--count N] [--for SECONDS] [--json]",
  captures: "snappoint captures [--probe ID] [--json]",
};

const EXPLAINED: Record<CommandName, string> = {
  lsp: `The language server, for editors to start: it talks LSP on standard input and output.

  --wrap CMD ARG…  for editors that know one server a language: starts that server too, and is both

  snappoint lsp --stdio --wrap pyright-langserver --stdio
`,
  run: `Runs a program with the agent inside, children included. Nothing is installed and nothing of the
program changes. The exit code is the program's own.

  snappoint run -- python3 -m http.server 8000
`,
  attach: `Puts the agent into a Python program that runs already, one of yours, without stopping it. From Python
3.14 on the interpreter lets it in; before, gdb has to be there.

  snappoint attach 4711
`,
  ps: `Lists the running programs that have an agent inside.

  --json         one JSON array on standard output
`,
  watch: `Puts a snapshot point on a line and prints what the line makes at every hit, until Ctrl-C.
LINE counts from 1.

  --if COND      only hits for which this is true
  --changes E    only hits at which this has another value than at the hit before
  --expr E       show this too, with its value before the line ran; may be given several times
  --log MESSAGE  print this text instead of values; what stands in {…} is filled in
  --time         print how long the line takes; at a def: calls of what it defines
  --exception    print exceptions that come up in the line; at a def: in calls of what it defines
  --more         more of each value: deeper, longer, and so less often
  --count N      end after N captures
  --for SECONDS  end after this time
  --json         one capture per line on standard output, as JSON, and nothing else there

COND, E and the parts of MESSAGE are Python expressions of names, attributes, subscripts, literals and
operators, and of some builtins such as len and isinstance. They run no code of the program.

  snappoint watch shop/orders.py:12 --if "total > 100 and user.name != 'root'" --count 3
`,
  captures: `Shows what was captured for editors before, oldest first. A language server stores some captures a second
of each point, for its own user only; the setting snappoint.storeCaptures turns that off.

  --probe ID     only of this point, by the id that the command snappoint.listProbes tells
  --json         one capture per line on standard output, as JSON, with all its values
`,
};

const HELP = `Breakpoints that do not break: live values of a running Python program.

usage: ${LINES.lsp}    the language server for editors
       ${LINES.run}  run a program with the agent inside
       ${LINES.attach}      put the agent into a running program
       ${LINES.ps}      list the running programs that have an agent
       ${LINES.watch}
                                  print the values of a line, live
       ${LINES.captures}
                                  show what was captured before
       snappoint --help | --version | COMMAND --help
`;

export function helpText(command?: CommandName): string {
  return command === undefined ? HELP : `usage: ${LINES[command]}\n\n${EXPLAINED[command]}`;
}

/** One line that reminds of the right form. */
export function usageLine(command?: CommandName): string {
  return command === undefined
    ? "usage: snappoint lsp | run | attach | ps | watch | captures … (snappoint --help explains them)\n"
    : `usage: ${LINES[command]}\n`;
}
