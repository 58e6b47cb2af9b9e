// Beds: their numbers, a strip where it is granted, data on request with the time that is left, limits in three steps.
import { byId, make, show, write } from "./dom.js";
import { Strip } from "./strip.js";
import { clock, number, tr, vitals, waves } from "./words.js";

const ASKED_SECONDS = 900;
const STEPS = ["wanted", "taken", "in_force"];
const FIRST = ["heart_rate", "spo2", "respiratory_rate", "art_mean", "nibp_mean", "temperature"];

export class Beds {
  /** `acts`: say(word), open(bed). */
  constructor(acts) {
    this.acts = acts;
    this.beds = new Map();
    this.settings = [];
    this.numbers = new Map();
    this.station = null;
    this.others = { beds: {}, at: 0 };
    this.known = false;
    this.silent = "";
    this.at = 0;
    this.opened = "";
    this.strips = new Map();
    this.may = [];
    setInterval(() => this.age(), 500);
  }

  clear() {
    this.beds.clear();
    this.numbers.clear();
    this.settings = [];
    this.station = null;
    this.others = { beds: {}, at: 0 };
    this.known = false;
    this.silent = "";
    this.leave();
    this.paintList();
  }

  take(message) {
    this.beds = new Map(message.beds.map((bed) => [bed.bed, bed]));
    this.settings = message.settings;
    this.station = message.station;
    this.known = message.known;
    this.silent = message.silent;
    this.at = performance.now() / 1000;
    this.paintList();
    if (this.opened) this.paintBed();
  }

  takeNumbers(message) {
    const at = performance.now() / 1000;
    for (const [bed, values] of Object.entries(message.beds)) this.numbers.set(bed, { values, at });
    this.age();
  }

  takeOthers(message) {
    this.others = { beds: message.beds, at: performance.now() / 1000 };
    if (this.parts) this.paintOthers();
    this.age();
  }

  takeWave(message) {
    if (message.bed !== this.opened) return;
    let strip = this.strips.get(message.wave);
    if (!strip) {
      strip = this.addStrip(message.wave);
      if (!strip) return;
    }
    strip.take(message.data);
  }

  relabel() {
    this.paintList();
    if (this.opened) this.openBed(this.opened);
  }

  // ---- the list

  paintList() {
    const view = byId("view-beds");
    const cards = [...this.beds.values()].map((bed) => {
      const values = make("div", { class: "values" });
      values.dataset.bed = bed.bed;
      return make(
        "li",
        {},
        make(
          "button",
          { type: "button", class: "bed-card", onclick: () => this.acts.open(bed.bed) },
          make(
            "span",
            { class: "bed-line" },
            make("strong", { text: bed.label }),
            make("span", { class: "holder", text: bed.holder || tr("no_holder") }),
          ),
          values,
        ),
      );
    });
    view.replaceChildren(
      make("h1", { class: "hidden-title", text: tr("tab_beds") }),
      cards.length ? make("ul", { class: "beds", role: "list" }, ...cards) : this.noCards(),
    );
    // Whoever looks at a part of the beds must not take it for all of them.
    if (cards.length && this.silent) view.append(make("p", { class: "quiet", text: this.silentWords() }));
    this.age();
  }

  noCards() {
    if (!this.known) return make("div", { class: "empty" }, make("h2", { text: tr("beds_coming") }));
    const [title, hint] = this.silent ? [this.silentWords(), tr("beds_silent_hint")] : [tr("no_beds"), tr("no_beds_hint")];
    return make("div", { class: "empty" }, make("h2", { text: title }), make("p", { text: hint }));
  }

  silentWords() {
    return tr("beds_silent", { nodes: this.silent });
  }

  // ---- one bed

  openBed(name) {
    this.leave();
    this.opened = name;
    const bed = this.beds.get(name);
    this.parts = {
      values: make("div", { class: "values large" }),
      strips: make("div", { class: "strips" }),
      others: make("div", { class: "panel others" }),
      data: make("div", { class: "panel" }),
      station: make("div", { class: "panel others" }),
      limits: make("div", { class: "panel" }),
      said: make("p", { class: "refused", role: "alert", hidden: true }),
    };
    this.parts.values.dataset.bed = name;
    byId("view-bed").replaceChildren(
      make(
        "div",
        { class: "bed-head" },
        make("button", { type: "button", class: "quiet back", text: tr("back"), onclick: () => this.acts.open("") }),
        make("h1", { text: bed ? bed.label : name }),
      ),
      this.parts.said,
      this.parts.values,
      this.parts.strips,
      make("button", {
        type: "button",
        class: "second",
        text: tr("answer_present"),
        onclick: () => this.acts.say({ t: "at_bedside", bed: name }),
      }),
      this.parts.others,
      this.parts.data,
      this.parts.limits,
      this.parts.station,
    );
    this.paintBed();
    this.acts.say({ t: "watch", bed: name });
  }

  leave() {
    if (this.opened) this.acts.say({ t: "watch", bed: "" });
    for (const strip of this.strips.values()) strip.stop();
    this.strips.clear();
    this.opened = "";
    this.parts = null;
  }

  /** What the node said to something that was asked here. */
  reply(message) {
    if (!this.parts) return;
    write(this.parts.said, message.ok ? tr(`done_${message.to}`) : message.text);
    this.parts.said.className = message.ok ? "done" : "refused";
    show(this.parts.said, true);
  }

  addStrip(wave) {
    if (!this.parts || !waves()[wave]) return null;
    const canvas = make("canvas", { class: `strip ${waves()[wave].group}`, role: "img", "aria-label": waves()[wave].label });
    const caption = make("figcaption");
    this.parts.strips.append(make("figure", {}, caption, canvas));
    const strip = new Strip(canvas, wave, (late) => {
      write(caption, `${waves()[wave].label} · ${tr(late ? "no_signal" : "present")}`);
    });
    this.strips.set(wave, strip);
    return strip;
  }

  paintBed() {
    const bed = this.beds.get(this.opened);
    if (!bed || !this.parts) return;
    // What somebody is typing is not taken away.
    if (!this.parts.limits.contains(document.activeElement) || document.activeElement.tagName !== "INPUT") {
      this.paintLimits(bed);
    }
    const asked = this.asks(bed.bed, bed);
    this.parts.data.replaceChildren(...(asked.length ? [make("h2", { text: tr("data_title") }), ...asked] : []));
    this.paintOthers();
    this.age();
  }

  /** What devices report besides; below everything what stands at no bed. */
  paintOthers() {
    const own = this.reports(this.opened);
    this.parts.others.replaceChildren(...(own.length ? [make("h2", { text: tr("others_title") }), ...own] : []));
    const rest = this.station ? [...this.reports(""), ...this.asks("", this.station)] : [];
    this.parts.station.replaceChildren(...(rest.length ? [make("h2", { text: tr("others_station") }), ...rest] : []));
  }

  reports(bed) {
    return (this.others.beds[bed] ?? []).map((one) => {
      const age = make("small", { class: "aged" });
      age.dataset.ago = String(one.ago);
      age.dataset.old = one.old ? "old" : "";
      return make(
        "div",
        { class: `report ${one.old ? "old" : ""}` },
        make("div", { class: "report-head" }, make("strong", { class: "grow", text: one.title }), age),
        make("p", { text: one.said }),
      );
    });
  }

  asks(bed, { rules, wanted }) {
    const asked = Object.entries(rules).filter(([, rule]) => rule === "on_request");
    return asked.map(([data]) => {
      const left = wanted[data] ?? 0;
      const asks = { t: "want", bed, data, seconds: left > 0 ? 0 : ASKED_SECONDS };
      const time = make("span", { class: "left" });
      if (left > 0) time.dataset.left = String(left);
      return make(
        "div",
        { class: "line" },
        make("span", { class: "grow", text: tr(`router.data_${data}`) }),
        time,
        make("button", {
          type: "button",
          class: "second small",
          text: left > 0 ? tr("ask_stop") : tr("ask_data", { minutes: ASKED_SECONDS / 60 }),
          onclick: () => this.acts.say(asks),
        }),
      );
    });
  }

  paintLimits(bed) {
    const known = Object.entries(bed.limits).filter(([vital]) => vitals()[vital]);
    const ways = this.settings.filter((one) => one.bed === bed.bed);
    this.parts.limits.replaceChildren(
      ...(known.length || ways.length ? [make("h2", { text: tr("limits_title") })] : []),
      ...ways.map((one) => this.way(one)),
      ...known.map(([vital, limits]) => this.limit(bed, vital, limits)),
    );
  }

  way(one) {
    const { label, decimals } = vitals()[one.vital] ?? { label: one.vital, decimals: 0 };
    const reached = STEPS.indexOf(one.state);
    return make(
      "div",
      { class: `way ${one.state}`, role: "status" },
      make("strong", { text: `${label} ${range(one, decimals)}` }),
      make(
        "ol",
        { class: "steps" },
        ...STEPS.map((step, place) =>
          make("li", {
            class: place <= reached ? "reached" : "",
            text: tr(`setting_${step}`),
            "aria-current": place === reached,
          }),
        ),
      ),
      one.state === "refused" ? make("p", { class: "refused", text: tr("setting_refused") }) : null,
    );
  }

  limit(bed, vital, limits) {
    const { label, unit, decimals } = vitals()[vital];
    const said = make("span", {
      class: "grow",
      text: `${label} ${range(limits, decimals)} ${unit}`,
    });
    if (!this.may.includes("set_limits")) return make("div", { class: "line" }, said);
    const low = field(`${bed.bed}-${vital}-low`, tr("limit_low"), limits.low, decimals);
    const high = field(`${bed.bed}-${vital}-high`, tr("limit_high"), limits.high, decimals);
    const form = make(
      "form",
      {
        class: "limit-form",
        hidden: true,
        onsubmit: (event) => {
          event.preventDefault();
          show(form, false);
          this.acts.say({ t: "set_limits", bed: bed.bed, stay: bed.stay, vital, low: value(low), high: value(high) });
        },
      },
      low.label,
      high.label,
      make("button", { class: "primary", text: tr("limit_ask") }),
    );
    return make(
      "div",
      { class: "limit" },
      make(
        "div",
        { class: "line" },
        said,
        make("button", { type: "button", class: "second small", text: tr("limit_change"), onclick: () => show(form, form.hidden) }),
      ),
      form,
    );
  }

  // ---- time

  age() {
    const now = performance.now() / 1000;
    for (const values of document.querySelectorAll("[data-bed].values")) this.paintValues(values, now);
    for (const left of document.querySelectorAll("[data-left]")) {
      const rest = Number(left.dataset.left) - (now - this.at);
      write(left, rest > 0 ? tr("time_left", { time: clock(rest) }) : "");
    }
    for (const age of document.querySelectorAll("[data-ago]")) {
      const time = clock(Number(age.dataset.ago) + now - this.others.at);
      write(age, tr(age.dataset.old ? "others_old" : "ago", { time }));
    }
  }

  paintValues(element, now) {
    const found = this.numbers.get(element.dataset.bed);
    const values = found ? found.values : {};
    const codes = [...new Set([...FIRST, ...Object.keys(values)])].filter((code) => values[code] && vitals()[code]);
    const painted = codes.map((code) => {
      const [value, ago, low, high] = values[code];
      const form = vitals()[code];
      const age = ago + now - found.at;
      const old = age > form.fresh;
      const beyond = value !== null && ((low !== null && value < low) || (high !== null && value > high));
      return [code, form.label, number(old && age > 30 ? null : value, form.decimals), old, age, beyond, form.group];
    });
    const mark = JSON.stringify(painted.map((one) => [one[0], one[2], one[3], one[5], one[3] ? Math.floor(one[4]) : 0]));
    if (element.dataset.mark === mark) return;
    element.dataset.mark = mark;
    element.replaceChildren(
      ...painted.map(([, label, text, old, age, beyond, group]) =>
        make(
          "span",
          { class: `value ${group} ${old ? "old" : ""} ${beyond && !old ? "beyond" : ""}` },
          make("small", { text: label }),
          make("b", { text }),
          old ? make("small", { class: "aged", text: tr("ago", { time: clock(age) }) }) : null,
        ),
      ),
    );
  }
}

function field(id, text, given, decimals) {
  const input = make("input", {
    id,
    type: "number",
    inputmode: decimals ? "decimal" : "numeric",
    step: 10 ** -decimals,
    value: given ?? "",
  });
  return { input, label: make("label", { for: id }, make("span", { text }), input) };
}

/** "50 – 120", "≥ 90", "≤ 120", or that there is none. */
function range({ low, high }, decimals) {
  if (low === null && high === null) return tr("no_limit");
  if (high === null) return `≥ ${number(low, decimals)}`;
  if (low === null) return `≤ ${number(high, decimals)}`;
  return `${number(low, decimals)} – ${number(high, decimals)}`;
}

function value(one) {
  return one.input.value === "" ? null : Number(one.input.value);
}
