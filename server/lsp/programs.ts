/** The running programs, as a session deals with them: what they are told, and what they are asked. */
import type { Event, UnknownText } from "../probes/event.js";
import type { Registry } from "../probes/registry.js";
import { Fleet, type FleetOptions } from "../relay/fleet.js";
import type { SourceTextResult } from "../relay/wire.js";
import type { Clock } from "./clock.js";
import { Pacer } from "./display/pacer.js";
import { wireProbesOf } from "./wire-probes.js";

/** Who sets many points at once sends each by itself, and every set that goes out is a whole one. */
const PACE = { interval: 250, burst: 2, patience: 2000 };

export interface ProgramsOptions extends Omit<FleetOptions, "pathMap"> {
  registry: Registry;
  clock: Clock;
  /** Takes what programs answer when they are asked. */
  apply(event: Event): void;
}

export class Programs {
  private readonly fleet: Fleet;
  private readonly telling: Pacer;

  constructor(private readonly options: ProgramsOptions) {
    const { registry, clock } = options;
    this.fleet = new Fleet({ ...options, pathMap: () => registry.settings.pathMap });
    this.telling = new Pacer(async () => this.fleet.setWanted(wireProbesOf(registry)), clock, PACE);
  }

  /** Looks for programs; troubles with the folder itself are told before this returns. */
  start(): void {
    this.fleet.start();
  }

  /** Another set of probes is wanted. */
  tellWanted(): void {
    this.telling.change();
  }

  /** Asks a process for the text that it runs; the answer comes as an event. */
  askForText({ agent, ...asked }: UnknownText): void {
    const told = ({ hash, text }: SourceTextResult) => {
      if (hash === null) return;
      this.options.apply({ type: "text-told", agent, file: asked.file, hash, text: text ?? undefined });
    };
    // An agent that cannot tell, or is gone by now, has said itself what is wrong with the file.
    void this.fleet.sourceText(agent, asked).then(told, () => undefined);
  }

  /** Takes all probes away from all programs. */
  stop(): Promise<void> {
    this.telling.stop();
    return this.fleet.stop();
  }
}
