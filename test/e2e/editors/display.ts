/** An X server without a screen, and pictures of what stands on it. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { until } from "../../until.js";

const run = promisify(execFile);

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Display {
  private constructor(
    /** Its name, for the environment variable DISPLAY. */
    readonly name: string,
    private readonly server: ChildProcess,
  ) {}

  /** The server chooses its number and says so. */
  static async start(size = "1400x900"): Promise<Display> {
    const words = ["-displayfd", "1", "-screen", "0", `${size}x24`, "-nolisten", "tcp"];
    const child = spawn("Xvfb", words, { stdio: ["ignore", "pipe", "ignore"] });
    const [number] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    if (!Buffer.isBuffer(number)) throw new Error("Xvfb ended: scripts/install-optional.sh screenshot");
    return new Display(`:${number.toString().trim()}`, child);
  }

  /** Windows draw when they like: the picture is the first that looks like the one before. */
  async picture(path: string): Promise<void> {
    const env = { ...process.env, DISPLAY: this.name };
    let before = Buffer.alloc(0);
    const take = () => {
      const small = ["-trim", "+repage", "+dither", "-colors", "64", "-strip"];
      execFileSync("import", ["-window", "root", ...small, `PNG8:${path}`], { env });
      const now = readFileSync(path);
      const still = now.equals(before);
      before = now;
      return still;
    };
    await until("the picture to come to rest", take, (still) => still);
  }

  /** What stands in a part of it: three bytes a pixel, row by row. */
  async pixels({ x, y, width, height }: Area): Promise<Buffer> {
    const part = ["-crop", `${width}x${height}+${x}+${y}`, "+repage", "-depth", "8", "rgb:-"];
    const env = { ...process.env, DISPLAY: this.name };
    const { stdout } = await run("import", ["-window", "root", ...part], { env, encoding: "buffer" });
    return stdout;
  }

  async stop(): Promise<void> {
    const gone = once(this.server, "exit");
    this.server.kill();
    await gone;
  }
}
