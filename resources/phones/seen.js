// What was painted before a person's eyes: on a visible page, nothing over it, the whole of what matters inside the
// screen, and two frames later, so that it really was painted. Nothing else is ever told as shown.

const WHOLE = 0.99;
// The head and the foot of the page lie over the list.
const UNCOVERED = "-56px 0px -56px 0px";

export class Seen {
  /** `report(rows, troubles)` with rows as [bed, alarm, version]. `covered()`: something lies over the page. */
  constructor(report, covered) {
    this.report = report;
    this.covered = covered;
    this.fresh = new Map();
    this.line = null;
    this.planned = false;
    this.observer = new IntersectionObserver((entries) => this.came(entries), {
      rootMargin: UNCOVERED,
      threshold: [0, 0.25, 0.5, 0.75, WHOLE],
    });
    document.addEventListener("visibilitychange", () => this.plan());
  }

  /** This element now shows this version of a row; what was seen of an older one does not count for it. */
  watch(element, row) {
    this.observer.unobserve(element);
    this.fresh.set(element, { row, inside: false, told: false });
    this.observer.observe(element);
  }

  /** The line of technical alarms shows this list of them; null: none, so that the page without the line says it. */
  watchTroubles(element, number) {
    if (this.line) this.forget(this.line);
    this.line = element ?? "none";
    this.fresh.set(this.line, { troubles: number, inside: element === null, told: false });
    if (element) this.observer.observe(element);
    else this.plan();
  }

  forget(element) {
    if (element instanceof Element) this.observer.unobserve(element);
    this.fresh.delete(element);
  }

  /** The line was broken: what was told before may not have been heard. */
  again() {
    for (const one of this.fresh.values()) one.told = false;
    this.plan();
  }

  came(entries) {
    for (const entry of entries) {
      const one = this.fresh.get(entry.target);
      const fills = entry.rootBounds && entry.intersectionRect.height >= entry.rootBounds.height * WHOLE;
      if (one) one.inside = entry.isIntersecting && (entry.intersectionRatio >= WHOLE || fills);
    }
    this.plan();
  }

  plan() {
    if (this.planned) return;
    this.planned = true;
    // A hidden page gets no frames: nothing is told until it is seen again.
    requestAnimationFrame(() => requestAnimationFrame(() => this.tell()));
  }

  tell() {
    this.planned = false;
    if (document.visibilityState !== "visible" || this.covered()) return;
    const rows = [];
    let troubles = 0;
    const told = [];
    for (const one of this.fresh.values()) {
      if (!one.inside || one.told) continue;
      if (one.row) rows.push(one.row);
      else troubles = one.troubles;
      told.push(one);
    }
    if (!told.length) return;
    if (this.report(rows.slice(0, 200), troubles)) for (const one of told.slice(0, 200)) one.told = true;
  }
}
