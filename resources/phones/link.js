// The line to the gateway. Silence is noticed here, within seconds, whatever the browser believes of its socket.

const SILENT_MS = 2500;
const CONNECT_MS = 6000;
const WAITS_MS = [300, 700, 1500, 3000];

export class Link {
  /** `take(message)` for each word of the gateway, `changed(up, code)` when the line came or went. */
  constructor(hello, take, changed) {
    this.hello = hello;
    this.take = take;
    this.changed = changed;
    this.up = false;
    this.code = 0;
    this.failures = 0;
    this.socket = null;
    this.heard = 0;
    this.beat = 0;
    this.wanted = false;
    this.timer = 0;
    setInterval(() => this.look(), 200);
    document.addEventListener("visibilitychange", () => this.answer());
  }

  open() {
    this.wanted = true;
    clearTimeout(this.timer);
    if (this.socket) return;
    const socket = new WebSocket(`wss://${location.host}/link`);
    this.socket = socket;
    this.heard = performance.now();
    socket.onopen = () => {
      if (socket === this.socket) socket.send(JSON.stringify({ t: "hello", ...this.hello() }));
    };
    socket.onmessage = (event) => {
      if (socket === this.socket) this.received(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.lost(event.code);
    };
  }

  close() {
    this.wanted = false;
    this.lost(0);
  }

  say(word) {
    if (!this.up || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(word));
    return true;
  }

  received(message) {
    this.heard = performance.now();
    if (!this.up) {
      this.up = true;
      this.failures = 0;
      this.changed(true, 0);
    }
    if (message.t === "beat") {
      this.beat = message.n;
      this.answer();
    }
    this.take(message);
  }

  answer() {
    if (this.beat) this.say({ t: "beat", n: this.beat, visible: document.visibilityState === "visible" });
  }

  look() {
    const patience = this.up ? SILENT_MS : CONNECT_MS;
    if (this.socket && performance.now() - this.heard > patience) this.lost(1);
  }

  lost(code) {
    const socket = this.socket;
    this.socket = null;
    this.up = false;
    this.beat = 0;
    this.code = code;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.changed(false, code);
    // Another page of this phone has taken over: the two must not throw each other out all the time. Or the phone was
    // removed: it cannot come in any more.
    if (code === 4002 || code === 4006) this.wanted = false;
    clearTimeout(this.timer);
    if (this.wanted) {
      const wait = WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)];
      this.failures += 1;
      this.timer = setTimeout(() => this.open(), wait * (0.7 + 0.6 * Math.random()));
    }
  }
}
