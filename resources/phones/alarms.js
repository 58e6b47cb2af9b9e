// The list of alarms: the worst first, who has each, and large buttons for what may be said to it now.
import { byId, make, show, write } from "./dom.js";
import { clock, tr } from "./words.js";

const STARS = ["***", "**", "*"];
const AWAY = ["rejected", "taken_back"];
const STILL_MS = 500;
const USUAL = ["accepted", "present", "rejected"];
const nameOf = (bed, alarm) => JSON.stringify([bed, alarm]);

export class Alarms {
  /** `acts`: answer(row, response), history(row), open(bed), called(row), told(text). `seen`: who tells what was painted. */
  constructor(seen, acts) {
    this.seen = seen;
    this.acts = acts;
    this.list = byId("alarms");
    this.rows = new Map();
    this.order = [];
    this.movedAt = 0;
    this.made = 0;
    setInterval(() => this.age(), 500);
  }

  take(message) {
    const now = performance.now() / 1000;
    for (const row of message.set) {
      const name = nameOf(row.bed, row.alarm);
      const one = this.rows.get(name) ?? this.fresh(row);
      const asked = one.row?.asks && one.row.version ? one.row : null;
      const before = one.row;
      one.row = row;
      one.at = now;
      this.paint(one);
      this.rows.set(name, one);
      if (row.asks && (!asked || asked.priority > row.priority)) this.acts.called(row);
      else if (before && this.turned(before, row)) this.acts.told(`${row.label}, ${row.title}: ${this.standing(row, 0)}`);
    }
    const before = this.order.join();
    this.order = message.order.map(([bed, alarm]) => nameOf(bed, alarm));
    if (this.order.join() !== before) this.movedAt = performance.now();
    const present = new Set(this.order);
    for (const [name, one] of this.rows) {
      if (present.has(name)) continue;
      this.seen.forget(one.what);
      one.item.remove();
      this.rows.delete(name);
    }
    this.order.forEach((name, place) => {
      const item = this.rows.get(name)?.item;
      if (item && this.list.children[place] !== item) this.list.insertBefore(item, this.list.children[place] ?? null);
    });
    this.emptiness();
    this.age();
  }

  /** Whether an alarm is over or somebody else has it: what a screen reader tells besides the call itself. */
  turned(before, row) {
    const has = (one) => JSON.stringify([one.ended !== null, one.standing, one.holders.map((each) => each.name)]);
    return !row.old && !row.waits && (row.ended !== null || row.holders.length > 0) && has(before) !== has(row);
  }

  emptiness() {
    show(byId("no-alarms"), this.order.length === 0);
  }

  /** The alarm that is to be named where there is room for one. */
  worst() {
    return this.order.map((name) => this.rows.get(name)?.row).find((row) => row?.asks);
  }

  history(message) {
    const one = this.rows.get(nameOf(message.bed, message.alarm));
    if (!one) return;
    one.timeline.replaceChildren(
      ...message.steps.map((step) =>
        make(
          "li",
          {},
          make("span", { class: "when", text: tr("ago", { time: clock(step.ago) }) }),
          make("span", { text: step.who ? `${step.said} · ${step.who}` : step.said }),
        ),
      ),
    );
    show(one.timeline, true);
    one.past.setAttribute("aria-expanded", "true");
  }

  relabel() {
    for (const one of this.rows.values()) this.paint(one);
    const empty = byId("no-alarms");
    empty.replaceChildren(
      make("span", { class: "mark icon-check", "aria-hidden": "true" }),
      make("h2", { text: tr("no_alarms") }),
      make("p", { text: tr("no_alarms_hint") }),
    );
    write(byId("alarms-title"), tr("tab_alarms"));
  }

  fresh(row) {
    this.made += 1;
    const what = make("div", { class: "what", id: `what-${this.made}` });
    const answers = make("div", { class: "answers" });
    const refused = make("p", { class: "refused", role: "alert", hidden: true });
    const timeline = make("ol", { class: "timeline", hidden: true });
    const one = { what, answers, refused, timeline, row: null, at: 0 };
    // The same words stand below each alarm: to which of them a button belongs is said with it.
    const about = { type: "button", class: "quiet", "aria-describedby": what.id };
    one.past = make("button", { ...about, "aria-expanded": "false", onclick: () => this.past(one) });
    one.bed = make("button", { ...about, onclick: () => this.acts.open(one.row.bed) });
    const more = make("div", { class: "more" }, one.past, one.bed);
    one.item = make("li", {}, what, refused, answers, more, timeline);
    return one;
  }

  past(one) {
    if (one.timeline.hidden) this.acts.history(one.row);
    else {
      show(one.timeline, false);
      one.past.setAttribute("aria-expanded", "false");
    }
  }

  paint(one) {
    const { row } = one;
    const over = row.ended !== null;
    const held = row.holders.length > 0 && !over ? "held" : "";
    one.item.className = `alarm p${row.priority} ${row.asks ? "asks" : ""} ${row.old ? "old" : ""} ${over ? "over" : ""} ${held}`;
    one.ago = make("span", { class: "ago" });
    const bed = row.person ? `${row.label} · ${row.person}` : row.label;
    one.standing = make("p", { class: "standing" });
    one.what.replaceChildren(
      make(
        "div",
        { class: "band" },
        make("span", { class: "stars", text: STARS[row.priority], "aria-hidden": "true" }),
        make("span", { class: "heard-only", text: tr(`priority_${row.priority}`) }),
        make("span", { class: "bed", text: bed }),
        one.ago,
      ),
      make("h2", { text: row.title }),
      one.standing,
    );
    write(one.past, tr("timeline"));
    write(one.bed, tr("see_bed"));
    write(one.refused, row.refused);
    show(one.refused, row.refused !== "");
    this.paintAnswers(one);
    this.seen.watch(one.what, [row.bed, row.alarm, row.version]);
  }

  paintAnswers(one) {
    const { row } = one;
    const focused = one.answers.contains(document.activeElement) ? document.activeElement.dataset.response : null;
    const ready = row.answers.length > 0;
    const offered = ready ? row.answers : row.asks || row.waits ? USUAL : [];
    one.answers.className = `answers ${row.asks || row.mine ? "" : "offered"}`;
    one.answers.replaceChildren(
      ...offered.map((response, place) =>
        make("button", {
          type: "button",
          class: AWAY.includes(response) ? "plain" : place === 0 ? "primary" : "second",
          text: tr(`answer_${response}`),
          "data-response": response,
          "aria-describedby": one.what.id,
          disabled: !ready,
          onclick: () => this.answer(row, response),
        }),
      ),
    );
    if (row.waits) one.answers.prepend(make("p", { class: "sending", text: tr("sending") }));
    if (focused) one.answers.querySelector(`[data-response="${focused}"]`)?.focus();
  }

  /** Not what has only just come under the finger: the list moves when an alarm comes or is answered. */
  answer(row, response) {
    if (performance.now() - this.movedAt > STILL_MS) this.acts.answer(row, response);
  }

  age() {
    const now = performance.now() / 1000;
    for (const one of this.rows.values()) {
      const passed = now - one.at;
      write(one.ago, clock(one.row.began + passed));
      write(one.standing, this.standing(one.row, passed));
    }
  }

  standing(row, passed) {
    if (row.old) return tr("old");
    if (row.ended !== null) return tr("over", { time: clock(row.ended + passed) });
    const there = row.standing === "present";
    const who = row.holders.map((one) =>
      there ? tr("at_bed", { name: one.name }) : tr("held_by", { name: one.name, time: clock(one.since + passed) }),
    );
    if (row.mine && !who.length) who.push(there ? tr("mine_there") : tr("mine"));
    const said = row.asks
      ? row.attempt > 1
        ? tr("calls_you_again", { count: row.attempt })
        : tr("calls_you")
      : tr(`router.standing_${row.standing}`);
    const parts = [who.length ? who.join(" · ") : said];
    if (!row.lasting) parts.push(tr("not_lasting"));
    if (row.continuing) parts.push(tr("continuing"));
    return parts.join(" · ");
  }
}
