/** Shows how far a large set of probes has come, where the editor shows such things. */
import type { Registry } from "../probes/registry.js";
import type { Clock } from "./clock.js";
import type { Ongoing } from "./connection/progress.js";

/** A set with fewer answers to come is armed before anyone could read of it. */
const LARGE = 50;
const PAUSE_MS = 300;

export class Arming {
  private ongoing: Ongoing | undefined;
  private isLooking = false;

  constructor(
    private readonly registry: Registry,
    private readonly clock: Clock,
    private readonly begin: (title: string) => Ongoing,
  ) {}

  /** Something may have been asked for, or answered. */
  changed(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    this.clock.after(PAUSE_MS, () => this.look());
  }

  stop(): void {
    this.ongoing?.end();
    this.ongoing = undefined;
    this.isLooking = true;
  }

  private look(): void {
    this.isLooking = false;
    const active = this.registry.probes().filter(({ probe }) => !probe.paused);
    const agents = active.flatMap((snapshot) => snapshot.agents.filter(({ live }) => live));
    const told = agents.filter(({ answered }) => answered).length;
    const of = agents.length;
    if (told === of) {
      this.ongoing?.end(`${of} answers`);
      this.ongoing = undefined;
    } else if (this.ongoing || of - told >= LARGE) {
      this.ongoing ??= this.begin("Snappoint: putting points into programs");
      this.ongoing.report(`${told} of ${of}`, Math.floor((100 * told) / of));
      this.changed();
    }
  }
}
