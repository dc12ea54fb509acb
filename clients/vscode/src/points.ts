/** The view of all points: each with its newest captures, and each of those with its values, variables and callers. */
import {
  EventEmitter,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from "vscode";
import type { Capture, NamedValue, Point, Server } from "./server.js";

const CAPTURES_SHOWN = 20;

/** `key` is the same for the same thing after a refresh, so that what was unfolded stays so. */
interface Node {
  key: string;
  item: TreeItem;
  children?: () => Node[] | Promise<Node[]>;
  point?: Point;
}

export class Points implements TreeDataProvider<Node> {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly server: Server) {}

  refresh(): void {
    this.changes.fire();
  }

  getTreeItem({ key, item }: Node): TreeItem {
    item.id = key;
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return (await node.children?.()) ?? [];
    const points = await this.server.ask<Point[]>("listProbes");
    return points.map((point) => pointNode(point, this.server));
  }
}

function pointNode(point: Point, server: Server): Node {
  const { id, uri, line, summary, agents } = point;
  const item = new TreeItem(
    `${workspace.asRelativePath(Uri.parse(uri))}:${line + 1}`,
    TreeItemCollapsibleState.Collapsed,
  );
  item.description = summary;
  item.tooltip = agents.map(({ pid, status, reason }) => `${pid}: ${reason ?? status}`).join("\n");
  item.contextValue = "point";
  item.iconPath = new ThemeIcon("eye");
  item.command = {
    title: "Go to the line",
    command: "vscode.open",
    arguments: [Uri.parse(`${uri}#${line + 1}`)],
  };
  const children = async () => {
    const captures = await server.ask<Capture[]>("captures", { id, limit: CAPTURES_SHOWN });
    return captures.map((capture) => captureNode(id, capture));
  };
  return { key: id, item, children, point };
}

function captureNode(point: string, capture: Capture): Node {
  const key = `${point}/${capture.pid}/${capture.hit}`;
  const item = new TreeItem(
    new Date(capture.time * 1000).toLocaleTimeString(),
    TreeItemCollapsibleState.Collapsed,
  );
  const values = ownValues(capture);
  item.description = capture.summary.join(" · ");
  item.tooltip = `hit ${capture.hit} of process ${capture.pid}, ${capture.thread.name}`;
  const children = () => [
    ...values.map((value, index) => valueNode(`${key}/${index}`, value)),
    groupNode(`${key}/locals`, "local variables", () =>
      capture.locals.map((value) => valueNode(`${key}/locals/${value.name}`, value)),
    ),
    groupNode(`${key}/stack`, "called by", () =>
      capture.stack.map((frame, index) => frameNode(`${key}/stack/${index}`, frame)),
    ),
  ];
  return { key, item, children };
}

/** What the line itself came to, in the order in which it happened. */
function ownValues({ values, shown = [], assigned = [], returned, raised }: Capture): NamedValue[] {
  return [
    ...values,
    ...shown,
    ...assigned,
    ...(returned ? [{ name: "returned", value: returned }] : []),
    ...(raised ? [{ name: "raised", value: raised }] : []),
  ];
}

function groupNode(key: string, label: string, children: () => Node[]): Node {
  return { key, item: new TreeItem(label, TreeItemCollapsibleState.Collapsed), children };
}

function valueNode(key: string, { name, value }: NamedValue): Node {
  const parts = value.children ?? [];
  const item = new TreeItem(
    name,
    parts.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.description = value.text;
  item.tooltip = `${value.type}: ${value.text}`;
  return { key, item, children: () => parts.map((part, index) => valueNode(`${key}/${index}`, part)) };
}

function frameNode(key: string, frame: Capture["stack"][number]): Node {
  const item = new TreeItem(frame.function);
  item.description = `${workspace.asRelativePath(frame.file)}:${frame.line}`;
  const uri = Uri.file(frame.file).with({ fragment: `${frame.line}` });
  item.command = { title: "Go to the line", command: "vscode.open", arguments: [uri] };
  return { key, item };
}
