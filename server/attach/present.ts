/** Whether an agent can be reached in a process already. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { openSocket } from "../relay/socket.js";

/** A file of an earlier process of the same number does not count: at its socket nobody answers. */
export async function hasAgent(runtimeDir: string, pid: number): Promise<boolean> {
  const names = readdirSync(runtimeDir).filter(
    (name) => name.startsWith(`${pid}-`) && name.endsWith(".json"),
  );
  const answers = await Promise.all(names.map((name) => isAnswered(path.join(runtimeDir, name))));
  return answers.includes(true);
}

async function isAnswered(file: string): Promise<boolean> {
  try {
    const { socket } = JSON.parse(readFileSync(file, "utf8")) as { socket: string };
    (await openSocket(socket)).close();
    return true;
  } catch {
    return false;
  }
}
