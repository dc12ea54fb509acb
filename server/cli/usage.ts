/** Every text that explains the command line. */
import type { CommandName } from "./requests.js";

const FORMS: Record<CommandName, string> = {
  lsp: "lsp [--stdio] [--wrap CMD ARG…]",
  run: "run [OPTION]… -- CMD ARG…",
  attach: "attach PID",
  ps: "ps [--json]",
  watch: "watch FILE:LINE [OPTION]…",
  captures: "captures [--probe ID] [--json]",
  connect: "connect HOST:PORT [--keys FILE]",
  disconnect: "disconnect HOST:PORT",
  keys: "keys [FOLDER]",
};

const SUMMARIES: Record<CommandName, string> = {
  lsp: "the language server, for editors to start",
  run: "run a program with the agent inside",
  attach: "put the agent into a program that runs already",
  ps: "list the running programs that have an agent",
  watch: "print the values of a line, live",
  captures: "show what was captured for editors before",
  connect: "see a program on another machine too",
  disconnect: "see it no longer",
  keys: "make the keys that this needs",
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
  attach: `Puts the agent into a Python program that runs already, one of yours, without stopping it. Linux only.
On other processors than x86-64, gdb or lldb has to be there for Pythons before 3.14 and programs that only wait.

  snappoint attach 4711
`,
  ps: `Lists the running programs that have an agent inside.

  --json         one JSON array on standard output
`,
  watch: `Puts a snapshot point on a line and prints what the line makes at every hit, until Ctrl-C.
LINE counts from 1.

  --if COND         only hits for which this is true
  --changes E       only hits at which this has another value than at the hit before
  --expr E          show this too, with its value before the line ran; may be given several times
  --log MESSAGE     print this text instead of values; what stands in {…} is filled in
  --time            print how long the line takes; at a def: calls of what it defines
  --exception       print exceptions that come up in the line; at a def: in calls of what it defines
  --more            more of each value: deeper, longer, and so less often
  --map HERE=THERE  a folder's path here, and the one that it has where the program runs; rarely needed
  --count N         end after N captures
  --for SECONDS     end after this time
  --json            one capture per line on standard output, as JSON, and nothing else there

Of --log, --time and --exception one can be given; --changes goes with --log only.

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

const COMMANDS = Object.keys(FORMS) as CommandName[];
const WIDEST = Math.max(...COMMANDS.map((command) => FORMS[command].length));

const HELP = `Breakpoints that do not break: live values of a running Python program.

usage: snappoint COMMAND …

${COMMANDS.map((command) => `  ${FORMS[command].padEnd(WIDEST)}  ${SUMMARIES[command]}\n`).join("")}
snappoint COMMAND --help explains a command; snappoint --version tells the version.
`;

export function helpText(command?: CommandName): string {
  return command === undefined ? HELP : `usage: snappoint ${FORMS[command]}\n\n${EXPLAINED[command]}`;
}

/** One line that reminds of the right form. */
export function usageLine(command?: CommandName): string {
  return command === undefined
    ? `usage: snappoint ${COMMANDS.join(" | ")} … (snappoint --help explains them)\n`
    : `usage: snappoint ${FORMS[command]} (snappoint ${command} --help explains it)\n`;
}
