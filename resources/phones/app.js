// The phone's page: one of its views, under a cover that says at once when what lies below is not the present.
import { Agreement } from "./agreement.js";
import { Alarms } from "./alarms.js";
import { Beds } from "./beds.js";
import { byId, make, show, write } from "./dom.js";
import { doorReply, enterDoor, lockDoor, pairDoor } from "./doors.js";
import { Link } from "./link.js";
import { Seen } from "./seen.js";
import { Sound } from "./sound.js";
import { clock, language, speak, tr, usual } from "./words.js";

const VIEWS = ["pair", "enter", "locked", "alarms", "beds", "bed", "agreement"];
const TOUCH_MS = 5000;
const WAITS = ["", "opening", "checking"];
const ENDS = { 4002: "elsewhere", 4003: "no_router", 4006: "revoked", 4007: "full" };

const page = { receiver: "", state: null, place: "alarms", since: 0, covered: true, checking: false, focus: null };
const sound = new Sound();
const beds = new Beds({ say: (word) => link.say(word), open: (bed) => openBed(bed) });
const seen = new Seen(reportSeen, () => page.covered);
const alarms = new Alarms(seen, { answer, history, open: openBed, called, told });
const agreement = new Agreement({ say: (word) => link.say(word), later: () => go("alarms") });
const link = new Link(hello, take, changed);
let saidTimer = 0;
let touchedAt = 0;
let wake = null;

// ---- the line

function hello() {
  return {
    language: language(),
    sound: sound.ready,
    visible: document.visibilityState === "visible",
    resume: sessionStorage.getItem("resume") ?? "",
  };
}

function changed(up, code) {
  page.since = performance.now();
  if (up) return;
  page.checking = false;
  sound.set(-1);
  cover(ENDS[code] ?? "lost");
}

function take(message) {
  switch (message.t) {
    case "beat":
      if (page.checking && document.visibilityState === "visible") {
        page.checking = false;
        uncover();
      }
      break;
    case "state":
      standing(message);
      break;
    case "rows":
      alarms.take(message);
      entitle();
      break;
    case "troubles":
      troubles(message);
      break;
    case "beds":
      beds.take(message);
      break;
    case "numbers":
      beds.takeNumbers(message);
      break;
    case "others":
      beds.takeOthers(message);
      break;
    case "wave":
      beds.takeWave(message);
      break;
    case "history":
      alarms.history(message);
      break;
    case "agreement":
      // Only where nothing calls: whoever is called reads it afterwards.
      if (agreement.take(message) && !asking()) go("agreement");
      render();
      break;
    case "reply":
      replied(message);
      break;
    default:
  }
}

function standing(state) {
  const before = page.state;
  page.state = state;
  if (state.resume) sessionStorage.setItem("resume", state.resume);
  else sessionStorage.removeItem("resume");
  if (!state.signed && before?.signed) beds.clear();
  beds.may = state.signed?.may ?? [];
  if (!state.link) cover("no_router");
  else if (document.visibilityState === "visible") uncover();
  else {
    // The line came back behind other pages: what lies over this one goes with the first beat that somebody sees.
    page.checking = true;
    cover("checking");
  }
  const worst = state.link ? state.asking.findIndex((count) => count > 0) : -1;
  sound.set(worst);
  render();
}

function replied(message) {
  if (message.to === "sign_in") doorReply(byId("view-enter"), message);
  else if (message.to === "unlock") doorReply(byId("view-locked"), message);
  else if (message.to === "agree") agreed(message);
  else if (page.place === "bed" && ["want", "set_limits", "at_bedside"].includes(message.to)) beds.reply(message);
  else if (!message.ok) say(message.text);
}

function agreed(message) {
  agreement.reply(message);
  if (message.ok) say(tr("agreement_done"), "done");
}

function troubles(message) {
  const line = byId("troubles");
  write(line, message.items.join(" · "));
  show(line, message.items.length > 0);
  // That it is over is told, too.
  seen.watchTroubles(message.items.length ? line : null, message.n);
}

function reportSeen(rows, number) {
  return link.say({ t: "painted", rows, troubles: number });
}

// ---- what lies over everything

function cover(why) {
  page.covered = true;
  const box = byId("cover");
  box.className = why;
  write(byId("cover-title"), tr(`cover_${why}`));
  write(byId("cover-text"), tr(`cover_${why}_text`));
  const button = byId("cover-button");
  show(button, why === "elsewhere" || why === "revoked");
  write(button, why === "revoked" ? tr("new_code") : tr("here"));
  if (box.hidden || !box.contains(document.activeElement)) {
    page.focus = document.activeElement;
    show(box, true);
    byId("cover-title").focus();
  }
  byId("stage").inert = true;
  since();
  entitle();
}

function uncover() {
  if (!page.covered || !link.up || !page.state?.link) return;
  page.covered = false;
  show(byId("cover"), false);
  byId("stage").inert = false;
  if (page.focus?.isConnected) page.focus.focus({ preventScroll: true });
  seen.again();
  entitle();
}

/** What stands on the cover's button: this page goes on, or a phone that was removed comes in anew. */
function deed() {
  if (byId("cover").className !== "revoked") {
    link.open();
    return;
  }
  sessionStorage.removeItem("resume");
  page.receiver = "";
  page.state = null;
  page.covered = false;
  show(byId("cover"), false);
  byId("stage").inert = false;
  render();
  byId("code").focus();
}

function since() {
  const quiet = !page.covered || link.up || page.since === 0 || byId("cover").className === "revoked";
  write(byId("cover-since"), quiet ? "" : tr("since", { time: clock((performance.now() - page.since) / 1000) }));
}

// ---- views

function render() {
  const { state } = page;
  const count = asking();
  if (page.place === "agreement" && (count || !agreement.waits)) page.place = "alarms";
  let view = page.place;
  if (!page.receiver) view = "pair";
  else if (!state?.signed) view = "enter";
  else if (state.locked) view = "locked";
  for (const name of VIEWS) {
    const section = byId(`view-${name}`);
    if (section.hidden && name === view) door(name);
    show(section, name === view);
  }
  const open = isOpen();
  show(byId("top"), open);
  show(byId("tabs"), open);
  // What was said of a bed is not left lying in a page that is locked.
  if (!open) for (const region of ["call", "news"]) write(byId(region), "");
  if (open) {
    write(byId("who-name"), state.signed.name);
    write(byId("who-class"), state.signed.class);
  }
  if (view === "locked") lockedLines();
  if (view === "alarms") alarms.emptiness();
  show(byId("agreement-notice"), agreement.waits && !count);
  write(byId("agreement-notice"), tr("agreement_waits"));
  for (const [tab, on] of [["tab-alarms", view === "alarms"], ["tab-beds", view === "beds" || view === "bed"]]) {
    byId(tab).setAttribute("aria-current", on ? "page" : "false");
  }
  write(byId("tab-alarms"), count ? tr("tab_alarms_count", { count }) : tr("tab_alarms"));
  write(byId("tab-beds"), tr("tab_beds"));
  entitle();
  if (navigator.setAppBadge) (count ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {});
  soundLine(open || view === "locked");
  keepAwake(open || view === "locked");
}

/** Whether somebody is signed in and the page is not locked: else nothing of a bed is told. */
function isOpen() {
  return Boolean(page.receiver && page.state?.signed) && !page.state.locked;
}

/** What the browser says of this page among others: that no alarm arrives here, else how many call. */
function entitle() {
  const why = page.covered ? byId("cover").className : "";
  // The rows go after the lock has come.
  const [count, first] = [asking(), isOpen() ? alarms.worst() : null];
  if (!WAITS.includes(why)) document.title = `(!) ${tr(`cover_${why}`)}`;
  else document.title = count ? `(${count}) ${first ? `${first.label}: ${first.title}` : "Plantão"}` : "Plantão";
}

/** How many alarms ask for this person. */
function asking() {
  return (page.state?.asking ?? []).reduce((sum, one) => sum + one, 0);
}

/** What stands before the list is made when it is come to; what is typed in it is not taken away. */
function door(name) {
  if (name === "pair") pairDoor(paired, [languages()]);
  if (name === "enter") enterDoor((word) => link.say(word), touchForSound, [languages()]);
  if (name === "locked") {
    const leave = make("button", { type: "button", class: "plain", text: tr("sign_out"), onclick: signOut });
    lockDoor((word) => link.say(word), touchForSound, [leave]);
  }
}

function lockedLines() {
  const view = byId("view-locked");
  write(view.querySelector("h1"), tr("locked_title"));
  write(view.querySelector(".hint"), page.state.signed.name);
  const place = view.querySelector(".asking");
  const lines = page.state.asking
    .map((count, priority) => (count ? [priority, tr(`asking_${priority}`, { count })] : null))
    .filter((one) => one);
  const mark = JSON.stringify(lines);
  if (place.dataset.mark === mark) return;
  place.dataset.mark = mark;
  place.replaceChildren(...lines.map(([priority, text]) => make("p", { class: `band p${priority}`, text })));
}

function soundLine(wanted) {
  const line = byId("sound-notice");
  write(line, tr("sound_touch"));
  show(line, wanted && !sound.ready);
}

function languages() {
  const other = language() === "pt" ? "en" : "pt";
  return make("button", { type: "button", class: "quiet", lang: other, text: other === "pt" ? "Português" : "English", onclick: () => choose(other) });
}

async function choose(wanted) {
  await speak(wanted);
  link.say({ t: "speak", language: wanted, sound: sound.ready });
  relabel();
}

function relabel() {
  write(byId("to-lock"), tr("lock"));
  write(byId("to-leave"), tr("sign_out"));
  alarms.relabel();
  beds.relabel();
  agreement.paint();
  for (const name of VIEWS.slice(0, 3)) if (!byId(`view-${name}`).hidden) door(name);
  render();
}

function say(text, kind = "said") {
  write(byId("said"), text);
  byId("said").className = `notice ${kind}`;
  show(byId("said"), true);
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => show(byId("said"), false), 8000);
}

// ---- what a person does

function paired(receiver) {
  page.receiver = receiver;
  render();
  cover("opening");
  link.open();
}

function answer(row, response) {
  link.say({ t: "answer", bed: row.bed, alarm: row.alarm, response });
}

function history(row) {
  link.say({ t: "history", bed: row.bed, alarm: row.alarm });
}

function signOut() {
  sessionStorage.removeItem("resume");
  link.say({ t: "sign_out" });
}

function go(place) {
  if (page.place === "bed" && place !== "bed") beds.leave();
  page.place = place;
  render();
  window.scrollTo(0, 0);
  byId("main").focus({ preventScroll: true });
}

function openBed(bed) {
  go(bed ? "bed" : "beds");
  if (bed) beds.openBed(bed);
}

/** An alarm asks for this person: the list comes to the front, whatever was being read. */
function called(row) {
  if (page.place !== "alarms" && page.state?.signed && !page.state.locked) go("alarms");
  window.scrollTo(0, 0);
  write(byId("call"), "");
  requestAnimationFrame(() => write(byId("call"), `${tr(`priority_${row.priority}`)}: ${row.label}, ${row.title}`));
  render();
}

/** What happened to an alarm, for whoever does not see the list. */
function told(text) {
  write(byId("news"), text);
}

async function touchForSound() {
  const before = sound.ready;
  await sound.touched();
  if (sound.ready !== before) link.say({ t: "speak", language: language(), sound: sound.ready });
  soundLine(Boolean(page.state?.signed));
}

function touched() {
  touchForSound();
  if (performance.now() - touchedAt < TOUCH_MS) return;
  touchedAt = performance.now();
  if (page.state?.signed && !page.state.locked) link.say({ t: "touch" });
}

async function keepAwake(wanted) {
  if (!navigator.wakeLock || document.visibilityState !== "visible") return;
  if (!wanted) {
    wake?.release();
    wake = null;
  } else if (!wake || wake.released) {
    wake = await navigator.wakeLock.request("screen").catch(() => null);
  }
}

function visibility() {
  if (document.visibilityState === "visible") {
    render();
    return;
  }
  // The last picture of a page is what is seen first when it comes back: it must not be an old list.
  page.checking = true;
  if (link.up) cover("checking");
}

// ---- the beginning

async function worker() {
  if (!navigator.serviceWorker) return;
  const path = "/sw.js";
  const policy = window.trustedTypes?.createPolicy("plantao", { createScriptURL: () => path });
  // A phone that does not trust the certificate shows the page, and has no worker.
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(path) : path).catch(() => {});
}

async function begin() {
  await speak(usual());
  const answer = await fetch("/me", { cache: "no-store" });
  page.receiver = (await answer.json()).receiver;
  relabel();
  if (page.receiver) {
    cover("opening");
    link.open();
  } else {
    page.covered = false;
    show(byId("cover"), false);
  }
  worker();
}

byId("to-lock").addEventListener("click", () => link.say({ t: "lock" }));
byId("to-leave").addEventListener("click", signOut);
byId("tab-alarms").addEventListener("click", () => go("alarms"));
byId("tab-beds").addEventListener("click", () => go("beds"));
byId("agreement-notice").addEventListener("click", () => go("agreement"));
byId("sound-notice").addEventListener("click", touchForSound);
byId("cover-button").addEventListener("click", deed);
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touched, { passive: true });
document.addEventListener("visibilitychange", visibility);
window.addEventListener("pagehide", () => link.close());
window.addEventListener("pageshow", (event) => {
  if (event.persisted && page.receiver) link.open();
});
setInterval(since, 500);
begin().catch(() => setTimeout(() => location.reload(), 3000));
