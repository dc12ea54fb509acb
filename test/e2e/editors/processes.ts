import { until } from "../../until.js";

/** Ends everything that a process started with `detached` has started in turn: some leave their children running. */
export async function endGroup(leader: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(-leader, name);
    } catch {
      return false;
    }
  };
  signal("SIGTERM");
  await until(
    `the processes of group ${leader} to end`,
    () => signal(0),
    (some) => !some,
  );
}
