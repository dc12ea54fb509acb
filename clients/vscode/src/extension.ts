/** Snappoint in VS Code: starts the language server, and gives VS Code's own places to what the protocol has none for. */
import { commands, type ExtensionContext, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import { attempt, lineCommands } from "./here.js";
import { paced } from "./paced.js";
import { Points } from "./points.js";
import { type Point, type Program, Server } from "./server.js";

const VIEW = "snappoint.points";

let running: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const server = new Server(context, () => changed());
  const points = new Points(server);
  const view = window.createTreeView(VIEW, { treeDataProvider: points });
  const status = window.createStatusBarItem("snappoint", StatusBarAlignment.Left);
  const changed = paced(() => {
    if (view.visible) points.refresh();
    showCounts(server, status).catch(() => status.hide());
  });
  context.subscriptions.push(
    view,
    status,
    ...lineCommands(server, changed),
    ...otherCommands(server, changed),
  );
  await server.start();
  running = server;
  await showCounts(server, status);
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}

function otherCommands(server: Server, changed: () => void) {
  const command = (name: string, act: (point: Point | undefined) => Promise<unknown>) =>
    commands.registerCommand(`snappoint.${name}`, async (node?: { point?: Point }) => {
      await attempt(() => act(node?.point));
      changed();
    });
  return [
    command("all.remove", () => server.ask("removeAllProbes")),
    command("point.remove", async (point) => point && server.ask("removeProbe", { id: point.id })),
    command("program.attach", () => attach(server)),
  ];
}

async function attach(server: Server): Promise<void> {
  const programs = await server.ask<Program[]>("listProcesses");
  const items = programs
    .filter(({ attached }) => !attached)
    .map(({ pid, argv, cwd }) => ({ label: `${pid}`, description: argv.join(" "), detail: cwd, pid }));
  const chosen = await window.showQuickPick(items, {
    placeHolder: items.length > 0 ? "The program to attach to" : "No Python of yours runs without Snappoint",
    matchOnDescription: true,
  });
  if (chosen) await server.ask("attach", { pid: chosen.pid });
}

/** How many points there are, and how many programs they can be in. */
async function showCounts(server: Server, status: StatusBarItem): Promise<void> {
  const [points, programs] = await Promise.all([
    server.ask<Point[]>("listProbes"),
    server.ask<Program[]>("listProcesses"),
  ]);
  const attached = programs.filter((program) => program.attached);
  status.text = `$(eye) ${points.length}`;
  status.tooltip = [
    `Snappoint: ${counted(points.length, "point")}, ${counted(attached.length, "program")}`,
    ...attached.map(({ pid, argv }) => `${pid} ${argv.join(" ")}`),
  ].join("\n");
  status.command = `${VIEW}.focus`;
  status.show();
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
