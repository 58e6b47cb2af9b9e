// A strip of one waveform, as it comes: drawn from left to right with a gap before the pen. No sample is drawn twice.
import { waves } from "./words.js";

const SECONDS = 5;
const GAP = 0.04;
const LATE_MS = 1500;

export class Strip {
  /** `late(whether)`: nothing has come for a while. */
  constructor(canvas, wave, late) {
    this.canvas = canvas;
    this.form = waves()[wave];
    this.waiting = [];
    this.samples = new Float32Array(Math.ceil(this.form.rate * SECONDS)).fill(NaN);
    this.pen = 0;
    this.drawnTo = 0;
    this.last = 0;
    this.heard = performance.now();
    this.on = true;
    this.late = late;
    requestAnimationFrame((at) => this.frame(at));
  }

  take(base64) {
    this.heard = performance.now();
    const bytes = atob(base64);
    const step = (this.form.high - this.form.low) / 254;
    for (let place = 0; place < bytes.length; place += 1) {
      const byte = bytes.charCodeAt(place);
      this.waiting.push(byte ? this.form.low + (byte - 1) * step : NaN);
    }
    const most = this.form.rate * 2;
    if (this.waiting.length > most) this.waiting.splice(0, this.waiting.length - most);
  }

  stop() {
    this.on = false;
  }

  frame(at) {
    if (!this.on || !this.canvas.isConnected) return;
    const seconds = this.last ? Math.min(0.25, (at - this.last) / 1000) : 0;
    this.last = at;
    // A little faster while more than half a second waits, so that the strip stays with the present.
    const speed = this.waiting.length > this.form.rate * 0.6 ? 1.15 : 1;
    this.due = (this.due ?? 0) + seconds * this.form.rate * speed;
    for (; this.due >= 1 && this.waiting.length; this.due -= 1) {
      this.samples[this.pen] = this.waiting.shift();
      this.pen = (this.pen + 1) % this.samples.length;
    }
    if (this.due > this.form.rate) this.due = 0;
    // What is not the present is not shown as if it were.
    const late = performance.now() - this.heard > LATE_MS;
    if (late) this.samples.fill(NaN);
    this.late(late);
    this.draw();
    requestAnimationFrame((next) => this.frame(next));
  }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * scale);
    const height = Math.round(this.canvas.clientHeight * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.strokeStyle = getComputedStyle(this.canvas).color;
    pen.lineWidth = 1.6 * scale;
    pen.lineJoin = "round";
    pen.beginPath();
    const [low, high] = this.form.shown;
    const count = this.samples.length;
    const gap = Math.round(count * GAP);
    let drawing = false;
    for (let place = 0; place < count; place += 1) {
      const value = this.samples[place];
      const ahead = (place - this.pen + count) % count;
      if (Number.isNaN(value) || ahead < gap) {
        drawing = false;
        continue;
      }
      const x = (place / count) * width;
      const y = height - ((value - low) / (high - low)) * height;
      if (drawing) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      drawing = true;
    }
    pen.stroke();
  }
}
