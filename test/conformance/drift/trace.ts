/** What is known of one probe without any of the code that is judged: which unit it was set on, and all that was proven since. */
import { isSameUnit, type Unit } from "./units.js";

/** A unit among those of a text. */
export interface Spot {
  units: readonly Unit[];
  index: number;
}

export class Trace {
  /** By running text the unit that the probe was proven to be there. */
  private readonly proven: Map<string, number>;
  private last: Spot;

  constructor(
    private set: Spot,
    known?: Trace,
  ) {
    this.last = known?.last ?? set;
    this.proven = new Map(known?.proven);
  }

  /** The same, to try something with. */
  copy(): Trace {
    return new Trace(this.set, this);
  }

  get seen(): Spot {
    return this.last;
  }

  /** Whether a unit of the document can be the probe's, which goes on from there if so: as the probe of other code, maybe. */
  standsAt(spot: Spot): boolean {
    const isIt = idOf(spot) === idOf(this.last) || [this.last, this.set].some((each) => isSame(spot, each));
    if (!isIt) return false;
    if (codeOf(spot) !== codeOf(this.last)) {
      this.set = spot;
      this.proven.clear();
    }
    this.last = spot;
    return true;
  }

  /** Whether values of a unit of a running text can be those of the probe's statement, as it stands in the document. */
  shows(text: string, there: Spot): boolean {
    const id = idOf(there);
    const isKnown = this.proven.get(text) === id && codeOf(there) === codeOf(this.last);
    if (!isKnown && !isSame(this.last, there)) return false;
    if (id !== undefined) this.proven.set(text, id);
    return true;
  }
}

function isSame(one: Spot, other: Spot): boolean {
  return isSameUnit(one.units, one.index, other.units, other.index);
}

function idOf({ units, index }: Spot): number | undefined {
  return units[index]?.id;
}

function codeOf({ units, index }: Spot): string | undefined {
  return units[index]?.code;
}
