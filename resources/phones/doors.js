// Before the list: the one-time code that makes this phone a receiver, whoever signs in, and the lock.
import { byId, make, show, write } from "./dom.js";
import { language, tr } from "./words.js";

const clean = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 12);
const grouped = (text) => (clean(text).match(/.{1,4}/g) ?? []).join("-");

function labelled(id, text, properties) {
  const input = make("input", { id, ...properties });
  return { input, label: make("label", { for: id }, make("span", { text }), input) };
}

/** `paired(receiver)` once the station has taken this phone. */
export function pairDoor(paired, extra) {
  const code = labelled("code", tr("code"), {
    autocomplete: "one-time-code",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 14,
    placeholder: "XXXX-XXXX-XXXX",
    class: "code",
    oninput: () => {
      code.input.value = grouped(code.input.value);
    },
  });
  const said = make("p", { class: "refused", role: "alert", hidden: true });
  const button = make("button", { class: "primary", text: tr("pair") });
  const form = make(
    "form",
    {
      class: "door",
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        const told = await pairing(clean(code.input.value));
        button.disabled = false;
        if (told.receiver) paired(told.receiver);
        write(said, told.text);
        show(said, told.text !== "");
      },
    },
    make("h1", { text: tr("pair_title") }),
    make("p", { text: tr("pair_hint") }),
    code.label,
    said,
    button,
    ...extra,
  );
  byId("view-pair").replaceChildren(form);
}

async function pairing(code) {
  try {
    const answer = await fetch("/pair", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, name: "", language: language() }),
    });
    const told = await answer.json();
    return { receiver: told.receiver ?? "", text: told.text ?? "" };
  } catch {
    return { receiver: "", text: tr("pair_failed") };
  }
}

/** `say(word)`; `touched()` is called while the touch still counts as one, for the sound. */
export function enterDoor(say, touched, extra) {
  const login = labelled("login", tr("login"), { autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const password = labelled("password", tr("password"), { type: "password", autocomplete: "current-password" });
  door(byId("view-enter"), tr("enter_title"), tr("enter_hint"), [login, password], tr("enter"), extra, () => {
    touched();
    const word = { t: "sign_in", login: login.input.value.trim(), password: password.input.value };
    password.input.value = "";
    return say(word);
  });
}

export function lockDoor(say, touched, extra) {
  const password = labelled("again", tr("password"), { type: "password", autocomplete: "current-password" });
  door(byId("view-locked"), "", "", [password], tr("unlock"), extra, () => {
    touched();
    const word = { t: "unlock", password: password.input.value };
    password.input.value = "";
    return say(word);
  });
}

function door(view, title, hint, fields, text, extra, act) {
  const said = make("p", { class: "refused", role: "alert", hidden: true });
  const button = make("button", { class: "primary", text });
  view.replaceChildren(
    make(
      "form",
      {
        class: "door",
        onsubmit: (event) => {
          event.preventDefault();
          show(said, false);
          button.disabled = act();
        },
      },
      make("h1", { text: title }),
      make("p", { class: "hint", text: hint }),
      make("div", { class: "asking", role: "alert" }),
      ...fields.map((one) => one.label),
      said,
      button,
      ...extra,
    ),
  );
}

/** What the node said to the password. */
export function doorReply(view, message) {
  const form = view.querySelector("form");
  if (!form) return;
  form.querySelector("button.primary").disabled = false;
  const said = form.querySelector(".refused");
  write(said, message.ok ? "" : message.text);
  show(said, !message.ok);
  if (!message.ok) form.querySelector("input[type=password]").focus();
}
