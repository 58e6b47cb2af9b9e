// What is heard: the bursts of the ward, from the same parameters, the most urgent first, until somebody answers.
import { sound } from "./words.js";

const KINDS = ["high", "medium", "low"];
const VIBRATIONS = [
  [400, 120, 400, 120, 400, 300, 400, 120, 400],
  [400, 200, 400, 200, 400],
  [300, 200, 300],
];

export class Sound {
  constructor() {
    this.context = null;
    this.pulses = new Map();
    this.playing = [];
    this.worst = -1;
    this.nextAt = 0;
    setInterval(() => this.go(), 100);
  }

  /** Browsers let nothing be heard before the first touch. */
  async touched() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    this.context ??= new Context();
    if (this.context.state !== "running") await this.context.resume().catch(() => {});
  }

  get ready() {
    return this.context !== null && this.context.state === "running";
  }

  /** The worst priority (0 to 2) that asks for this person; -1: none. */
  set(worst) {
    if (worst === -1) this.stop();
    else if (this.worst === -1 || worst < this.worst) {
      this.stop();
      this.nextAt = 0;
    }
    this.worst = worst;
    this.go();
  }

  stop() {
    for (const one of this.playing) one.stop();
    this.playing = [];
    if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(0);
  }

  go() {
    if (this.worst < 0 || performance.now() < this.nextAt || !sound()) return;
    const shape = sound().bursts[KINDS[this.worst]];
    const seconds = this.ready ? this.play(shape) : 1;
    if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(VIBRATIONS[this.worst]);
    this.nextAt = performance.now() + (seconds + shape.every) * 1000;
  }

  play(shape) {
    const pulse = this.pulse(shape.pulse_ms);
    let at = this.context.currentTime + 0.05;
    const begun = at;
    this.playing = [];
    for (let number = 1; number <= shape.pulses; number += 1) {
      const source = this.context.createBufferSource();
      source.buffer = pulse;
      source.connect(this.context.destination);
      source.start(at);
      this.playing.push(source);
      at += (shape.pulse_ms + (number < shape.pulses ? spaceAfter(shape, number) : 0)) / 1000;
    }
    return at - begun;
  }

  pulse(milliseconds) {
    const made = this.pulses.get(milliseconds);
    if (made) return made;
    const form = sound().pulse;
    const rate = this.context.sampleRate;
    const count = Math.round((milliseconds * rate) / 1000);
    const buffer = this.context.createBuffer(1, count, rate);
    const wave = buffer.getChannelData(0);
    let most = 0;
    for (let place = 0; place < count; place += 1) {
      let value = 0;
      form.harmonics_db.forEach((level, harmonic) => {
        value += 10 ** (level / 20) * Math.sin((2 * Math.PI * (harmonic + 1) * form.fundamental_hz * place) / rate);
      });
      wave[place] = value;
      most = Math.max(most, Math.abs(value));
    }
    const rise = count * form.rise;
    const fall = count * form.fall;
    for (let place = 0; place < count; place += 1) {
      wave[place] *= (form.peak / most) * Math.min(1, place / rise, (count - 1 - place) / fall);
    }
    this.pulses.set(milliseconds, buffer);
    return buffer;
  }
}

function spaceAfter(shape, pulse) {
  if (pulse === shape.middle_after) return shape.middle_ms;
  return shape.wide_after.includes(pulse) ? 2 * shape.spacing_ms + shape.pulse_ms : shape.spacing_ms;
}
