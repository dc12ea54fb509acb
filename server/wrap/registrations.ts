/** What the other server registers while it runs, without what the editor asks for anyway, as that would be asked for twice. */
import type { RequestMessage } from "vscode-jsonrpc/node";
import { fields, list } from "../json.js";
import { SHARED } from "./capabilities.js";
import type { Peer } from "./peer.js";

/** The protocol has the one name misspelled. */
const LISTS: Readonly<Record<string, string>> = {
  "client/registerCapability": "registrations",
  "client/unregisterCapability": "unregisterations",
};

export class Registrations {
  /** The methods that the editor has not heard of, by the ids of their registrations. */
  private readonly withheld = new Map<unknown, string>();

  constructor(
    private readonly ours: Peer,
    private readonly theirs: Peer,
  ) {}

  /** A question of theirs as the editor is to hear it. */
  told(request: RequestMessage): RequestMessage {
    const name = LISTS[request.method];
    if (name === undefined) return request;
    const params = fields(request.params);
    const passed = list(params[name]).filter((each) => {
      const { id, method } = fields(each);
      return name === "registrations" ? this.passes(id, String(method)) : !this.ended(id);
    });
    return { ...request, params: { ...params, [name]: passed } };
  }

  private passes(id: unknown, method: string): boolean {
    if (!(method in SHARED) || !this.ours.methods.has(method)) return true;
    this.theirs.methods.add(method);
    this.withheld.set(id, method);
    return false;
  }

  private ended(id: unknown): boolean {
    const method = this.withheld.get(id);
    if (method === undefined) return false;
    this.theirs.methods.delete(method);
    return this.withheld.delete(id);
  }
}
