// The agreement of confidentiality, read and accepted in one act while nothing calls: an alarm takes its place at once.
import { byId, make, show, write } from "./dom.js";
import { tr } from "./words.js";

export class Agreement {
  /** `acts`: say(word), later(). */
  constructor(acts) {
    this.acts = acts;
    this.text = null;
    this.offered = "";
  }

  get waits() {
    return this.text !== null;
  }

  /** What is to be accepted; whether it is new to whoever has this phone. */
  take(message) {
    const before = this.text?.version;
    this.text = message.version ? message : null;
    this.paint();
    if (this.waits && before && before !== message.version) this.say(tr("agreement_changed"));
    const fresh = this.waits && this.offered !== message.version;
    this.offered = message.version;
    return fresh;
  }

  /** What the node said: nothing where it is kept, else why it is not. */
  reply(message) {
    if (message.ok || !this.waits) return;
    this.button.disabled = false;
    this.say(message.text);
  }

  say(text) {
    const said = byId("view-agreement").querySelector(".refused");
    write(said, text);
    show(said, true);
    window.scrollTo(0, 0);
  }

  paint() {
    const view = byId("view-agreement");
    if (!this.waits) {
      view.replaceChildren();
      return;
    }
    const { version, issued, title, paragraphs } = this.text;
    this.button = make("button", {
      type: "button",
      class: "primary",
      text: tr("agreement_accept"),
      onclick: () => {
        this.button.disabled = this.acts.say({ t: "agree", version });
      },
    });
    view.replaceChildren(
      make(
        "div",
        { class: "reading" },
        make("h1", { text: title }),
        make("p", { class: "hint", text: tr("agreement_about") }),
        make("p", { class: "refused", role: "alert", hidden: true }),
        ...paragraphs.map((text) => make("p", { text })),
        make("p", { class: "hint", text: tr("agreement_version", { version, date: issued }) }),
        this.button,
        make("button", { type: "button", class: "plain", text: tr("agreement_later"), onclick: this.acts.later }),
      ),
    );
  }
}
