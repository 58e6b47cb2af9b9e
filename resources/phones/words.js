// The page's words, in the language of whoever reads it.

let said = { texts: {}, vitals: {}, waves: {}, sound: null };
let chosen = "pt";

export const language = () => chosen;
export const vitals = () => said.vitals;
export const waves = () => said.waves;
export const sound = () => said.sound;

export function usual() {
  const kept = localStorage.getItem("language");
  if (kept === "pt" || kept === "en") return kept;
  return (navigator.language || "pt").toLowerCase().startsWith("en") ? "en" : "pt";
}

export async function speak(wanted) {
  const answer = await fetch(`/words-${wanted}.json`);
  if (!answer.ok) throw new Error(`words: ${answer.status}`);
  said = await answer.json();
  chosen = wanted;
  localStorage.setItem("language", wanted);
  document.documentElement.lang = wanted === "pt" ? "pt-BR" : "en";
}

export function tr(name, values = {}) {
  const sentence = said.texts[name.includes(".") ? name : `phones.${name}`];
  if (sentence === undefined) return `[${name}]`;
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

export function number(value, decimals) {
  if (value === null || value === undefined) return "--";
  const text = Number(value).toFixed(decimals);
  return chosen === "pt" ? text.replace(".", ",") : text;
}

/** "0:42", "12:05", "1:02:05" */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
