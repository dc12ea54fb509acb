/** Every text that explains the command line. */
import type { CommandName } from "./args.js";

const LINES: Record<CommandName, string> = {
  lsp: "snappoint lsp [--stdio]",
  run: "snappoint run -- CMD ARG…",
  ps: "snappoint ps [--json]",
  watch: "snappoint watch FILE:LINE [--count N] [--for SECONDS] [--json]",
};

const EXPLAINED: Record<CommandName, string> = {
  lsp: `The language server, for editors to start: it talks LSP on standard input and output.
`,
  run: `Runs a program with the agent inside, children included. Nothing is installed and nothing of the
program changes. The exit code is the program's own.

  snappoint run -- python3 -m http.server 8000
`,
  ps: `Lists the running programs that have an agent inside.

  --json         one JSON array on standard output
`,
  watch: `Puts a snapshot point on a line and prints the line's values at every hit, until Ctrl-C.
LINE counts from 1.

  --count N      end after N captures
  --for SECONDS  end after this time
  --json         one capture per line on standard output, as JSON, and nothing else there

  snappoint watch shop/orders.py:12 --count 3
`,
};

const HELP = `Breakpoints that do not break: live values of a running Python program.

usage: ${LINES.lsp}    the language server for editors
       ${LINES.run}  run a program with the agent inside
       ${LINES.ps}      list the running programs that have an agent
       ${LINES.watch}
                                  print the values of a line, live
       snappoint --help | --version | COMMAND --help

Not yet in this version: snappoint attach PID, snappoint captures, and watch with --if, --expr or --log.
`;

export function helpText(command?: CommandName): string {
  return command === undefined ? HELP : `usage: ${LINES[command]}\n\n${EXPLAINED[command]}`;
}

/** One line that reminds of the right form. */
export function usageLine(command?: CommandName): string {
  return command === undefined
    ? "usage: snappoint lsp | run | ps | watch … (snappoint --help explains them)\n"
    : `usage: ${LINES[command]}\n`;
}
