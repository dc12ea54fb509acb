/** Every text that explains the command line. */
import type { CommandName } from "./requests.js";

const LINES: Record<CommandName, string> = {
  lsp: "snappoint lsp [--stdio] [--wrap CMD ARG…]",
  run: "snappoint run [--listen tcp://HOST:PORT [--keys FILE]] -- CMD ARG…",
  attach: "snappoint attach PID",
  ps: "snappoint ps [--json]",
  watch:
    "snappoint watch FILE:LINE [--if COND] [--changes E] [--expr E]… [--log MESSAGE | --time | --exception] [--count N] [--for SECONDS] [--json]",
  captures: "snappoint captures [--probe ID] [--json]",
  connect: "snappoint connect HOST:PORT [--keys FILE]",
  disconnect: "snappoint disconnect HOST:PORT",
  keys: "snappoint keys [FOLDER]",
};

const EXPLAINED: Record<CommandName, string> = {
  lsp: `The language server, for editors to start: it talks LSP on standard input and output.

  --wrap CMD ARG…  for editors that know one server a language: starts that server too, and is both

  snappoint lsp --stdio --wrap pyright-langserver --stdio
`,
  run: `Runs a program with the agent inside, children included. Nothing is installed and nothing of the
program changes. The exit code is the program's own.

  --listen tcp://HOST:PORT   lets servers on other machines in, encrypted, if they have the right connect.pem;
                             HOST is an address of this machine, or 0.0.0.0 for all. With FIRST-LAST as PORT
                             each process takes the first that is free
  --keys FILE                the agent.pem to use; else one of your own, which is made when it is missing

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
  --map HERE=THERE  a folder's path here, and the one that it has where the program runs; rarely needed
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
  connect: `Makes a program on another machine, or in a container, one of those that editors and the other commands see.
It was started there by snappoint run --listen, or with SNAPPOINT_LISTEN and SNAPPOINT_KEYS set.

  --keys FILE    the connect.pem that belongs to the program's agent.pem; else your own

  snappoint connect build-7:4711 --keys connect.pem
`,
  disconnect: `Takes back what snappoint connect did. Points in that program are removed.
`,
  keys: `Makes the two files that connections by network need: agent.pem for where the program runs, connect.pem for
those who connect. Without FOLDER they are put where snappoint run and snappoint connect look for them.
`,
};

const HELP = `Breakpoints that do not break: live values of a running Python program.

usage: ${LINES.lsp}    the language server for editors
       ${LINES.run}
                                  run a program with the agent inside
       ${LINES.attach}      put the agent into a running program
       ${LINES.ps}      list the running programs that have an agent
       ${LINES.watch}
                                  print the values of a line, live
       ${LINES.captures}
                                  show what was captured before
       ${LINES.connect}
                                  see a program on another machine too; disconnect ends that
       ${LINES.keys}     make the keys that this needs
       snappoint --help | --version | COMMAND --help
`;

export function helpText(command?: CommandName): string {
  return command === undefined ? HELP : `usage: ${LINES[command]}\n\n${EXPLAINED[command]}`;
}

/** One line that reminds of the right form. */
export function usageLine(command?: CommandName): string {
  return command === undefined
    ? "usage: snappoint lsp | run | attach | ps | watch | captures | connect | disconnect | keys … (snappoint --help explains them)\n"
    : `usage: ${LINES[command]}\n`;
}
