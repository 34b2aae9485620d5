// The line to the server. Three rules: what was sent once keeps its id until it is acknowledged; the place in the
// conversation is a number (`seq`), never a clock; the line never gives up.

import { PATIENCE_MS, Refused, call, isGone, isVerdict } from "./calls.js";
import { forget, keep, recall } from "./memory.js";

const SOCKET_PATIENCE_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const POLL_MS = 2_000;
const SOCKET_AGAIN_MS = 60_000;
const UNKNOWN_CHAT = 4404; // the close code for a conversation that the server knows no more

export class Line {
  #lang;
  #ear;
  #session = recall("chat"); // {chat, token, seen, spoken}
  #outbox = recall("outbox") || []; // {id, text, failed}
  #last = 0; // the seq heard last; starts at 0 on each page, which brings the whole conversation
  #isLive = false; // what comes before is history
  #socket = null;
  #isReady = false;
  #isBusy = false;
  #isResting = false;
  #attempt = 0;
  #socketFailures = 0;
  #socketTriedAt = 0;
  #inFlight = null;
  #retryTimer = 0;
  #ackTimer = 0;

  // `ear` hears message(message, isLive), began(seen), pending(item), sent(id), failed(id, detail), told(detail),
  // typing(), up(), down(detail), gone()
  constructor(lang, ear) {
    this.#lang = lang;
    this.#ear = ear;
  }

  get hasSpoken() {
    return Boolean(this.#session?.spoken || this.#outbox.length);
  }

  get unsent() {
    return this.#outbox;
  }

  async open() {
    clearTimeout(this.#retryTimer);
    if (this.#isBusy || this.#isResting || this.#socket) return;
    this.#isBusy = true;
    try {
      if (!this.#session) await this.#begin();
      const isSocketDue = this.#socketFailures < 2 || performance.now() - this.#socketTriedAt > SOCKET_AGAIN_MS;
      if (this.#isResting) return;
      if (isSocketDue) this.#openSocket();
      else await this.#poll();
    } catch (error) {
      this.#socketFailures = 0; // the service itself is away, so the sockets were not to blame
      this.#fell(error);
    } finally {
      this.#isBusy = false;
    }
  }

  say(text) {
    const item = { id: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`, text };
    this.#outbox.push(item);
    keep("outbox", this.#outbox);
    this.#ear.pending(item);
    this.#flush();
  }

  retry(id) {
    const item = this.#outbox.find((each) => each.id === id);
    if (!item) return;
    item.failed = false;
    this.#ear.pending(item);
    this.#flush();
  }

  // The page is shown again, or the network is back: a socket that looks alive may be long dead.
  async wake() {
    this.#attempt = 0;
    if (!this.#isReady) return this.open();
    try {
      await this.#sync();
    } catch (error) {
      this.#drop(error);
    }
  }

  rest() {
    this.#isResting = true;
    clearTimeout(this.#retryTimer);
    this.#hangUp();
  }

  resume() {
    this.#isResting = false;
    return this.wake();
  }

  // True when the conversation is gone from the server; the line then rests until resume().
  async erase() {
    try {
      if (this.#session) await call("DELETE", this.#path(), this.#session.token);
    } catch (error) {
      if (!isGone(error)) return false;
    }
    this.rest();
    this.#forget();
    this.#outbox = [];
    forget("outbox");
    return true;
  }

  async #begin() {
    const { chat, token, messages } = await call("POST", "/api/chats", null, { lang: this.#lang });
    this.#session = { chat, token, seen: 0, spoken: false };
    this.#isLive = true;
    messages.forEach((message) => this.#hear(message));
    this.#note({ seen: this.#last });
    this.#ear.up();
  }

  #openSocket() {
    this.#socketTriedAt = performance.now();
    let socket;
    try {
      socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${this.#path("/socket")}`);
    } catch {
      return this.#drop(); // an older browser that counts ws: as foreign to this page's policy
    }
    this.#socket = socket;
    setTimeout(() => this.#socket === socket && !this.#isReady && this.#drop(), SOCKET_PATIENCE_MS);
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: this.#session.token, after: this.#last }));
    socket.onclose = ({ code }) => this.#socket === socket && this.#drop(code === UNKNOWN_CHAT ? new Refused(404, {}) : null);
    socket.onmessage = ({ data }) => this.#socket === socket && this.#takes(JSON.parse(data));
  }

  #takes(frame) {
    if (frame.type === "message") this.#hear(frame);
    else if (frame.type === "typing") this.#ear.typing();
    else if (frame.type === "error") this.#refused(new Refused(frame.status, frame), frame.id);
    else if (frame.type === "ready") {
      this.#isReady = true;
      this.#socketFailures = 0;
      this.#rises();
    }
  }

  #rises() {
    this.#attempt = 0;
    if (!this.#isLive) this.#ear.began(this.#session.seen);
    this.#isLive = true;
    this.#note({ seen: this.#last });
    this.#ear.up();
    this.#flush();
  }

  #hear(message) {
    if (message.seq <= this.#last) return;
    this.#last = message.seq;
    this.#ear.message(message, this.#isLive);
    if (message.from === "visitor") this.#acknowledged(message.id);
    if (this.#isLive) this.#note({ seen: message.seq });
  }

  #acknowledged(id) {
    this.#outbox = this.#outbox.filter((item) => item.id !== id);
    keep("outbox", this.#outbox);
    this.#note({ spoken: true });
    this.#ear.sent(id);
    if (this.#inFlight === id) this.#landed();
  }

  // One at a time, so that they arrive in the order in which they were written.
  #flush() {
    const item = this.#outbox.find((each) => !each.failed);
    if (!item || this.#inFlight) return;
    if (!this.#isReady) return this.open();
    this.#inFlight = item.id;
    this.#socket.send(JSON.stringify({ type: "say", id: item.id, text: item.text }));
    this.#ackTimer = setTimeout(() => this.#drop(), PATIENCE_MS);
  }

  #landed() {
    this.#inFlight = null;
    clearTimeout(this.#ackTimer);
    this.#flush();
  }

  async #poll() {
    await this.#sync();
    this.#rises();
    for (const item of this.#outbox.filter((each) => !each.failed)) await this.#post(item);
    this.#retryTimer = setTimeout(() => this.open(), POLL_MS);
  }

  async #post({ id, text }) {
    try {
      await call("POST", this.#path("/messages"), this.#session.token, { id, text });
    } catch (error) {
      if (!isVerdict(error) || isGone(error)) throw error;
      return this.#refused(error, id);
    }
    await this.#sync();
    this.#acknowledged(id);
  }

  async #sync() {
    const { messages } = await call("GET", this.#path(`/messages?after=${this.#last}`), this.#session.token);
    messages.forEach((message) => this.#hear(message));
  }

  #refused(refusal, id) {
    const item = this.#outbox.find((each) => each.id === id);
    if (isGone(refusal)) return this.#lost();
    if (!item) return this.#ear.told(refusal.message);
    item.failed = true;
    this.#ear.failed(id, refusal.message);
    if (this.#inFlight === id) this.#landed();
  }

  #drop(error) {
    if (!this.#isReady) this.#socketFailures += 1;
    this.#hangUp();
    this.#fell(error);
  }

  #hangUp() {
    const socket = this.#socket;
    this.#socket = null;
    this.#isReady = false;
    this.#inFlight = null;
    clearTimeout(this.#ackTimer);
    socket?.close();
  }

  #fell(error) {
    if (this.#session && isGone(error)) return this.#lost();
    if (this.#isResting) return;
    this.#ear.down(isVerdict(error) ? error.message : "");
    this.#later(error?.waitMs);
  }

  // Full jitter, so that a restart of the server is not met by everybody at once.
  #later(atLeastMs = 0) {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.open(), Math.max(Math.random() * longest, atLeastMs));
  }

  // The server knows the conversation no more: begin a new one, and say there what is still unsaid.
  #lost() {
    this.#hangUp();
    this.#forget();
    this.#ear.gone();
    this.#later();
  }

  #forget() {
    this.#session = null;
    this.#last = 0;
    this.#isLive = false;
    this.#socketFailures = 0;
    forget("chat");
  }

  #note(change) {
    if (!this.#session) return;
    this.#session = { ...this.#session, ...change };
    keep("chat", this.#session);
  }

  #path(rest = "") {
    return `/api/chats/${encodeURIComponent(this.#session.chat)}${rest}`;
  }
}
