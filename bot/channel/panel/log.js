// The conversation as it is shown, and as it is read aloud: the list is for the eye and for browsing, a region apart
// from it says each new message once. A list that speaks itself would be repeated, and its links flattened.

import { blocks, make } from "./text.js";

const LOCALES = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" };
const READ_ALOUD_AT_MOST = 400;
const TYPING_MS = 8_000;
const TELL_TYPING_AFTER_MS = 2_000;
const LOW_PX = 200;
const $ = (id) => document.getElementById(id);

export function announce(text, lang) {
  const line = make("p", lang ? { lang } : {}, text);
  $("announcer").append(line);
  setTimeout(() => line.remove(), 1500);
}

export function alarm(text) {
  $("alarm").textContent = "";
  setTimeout(() => ($("alarm").textContent = text), 50);
}

export class Log {
  #words;
  #kinds;
  #lang;
  #choose;
  #retry;
  #said = []; // messages in the order of the conversation, for the file
  #items = new Map(); // unsent, by client id
  #typingTimers = [];
  #newest = null; // the first message that came while the visitor read further up
  #anchor = null; // the visitor's last message
  #isFollowing = true; // until the visitor scrolls up
  #placed = 0;

  constructor({ words, kinds, lang }, { choose, retry }) {
    this.#words = words;
    this.#kinds = kinds;
    this.#lang = lang;
    this.#choose = choose;
    this.#retry = retry;
    $("newer").addEventListener("click", () => this.#showNewest());
    $("scroll").addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.settle()).observe($("scroll"));
  }

  add(message, isLive) {
    const isOwn = message.from === "visitor";
    this.#said.push(message);
    const item = this.#item(message);
    $("messages").insertBefore(item, this.#items.values().next().value || null);
    if (isOwn) return this.#answered(item);
    this.#offer(message.options || []);
    this.#typed();
    if (isLive) announce(this.#aloud(message), message.lang);
    if (this.#isFollowing) return this.settle();
    this.#newest ||= item;
    $("newer").hidden = false;
  }

  pending({ id, text }) {
    this.#remove(id);
    const item = this.#shell("visitor", this.#words.sending);
    item.append(make("div", { class: "text" }, ...blocks(text, false)));
    this.#items.set(id, item);
    $("messages").append(item);
    this.#isFollowing = true;
    this.#answered(item);
  }

  sent(id) {
    if (this.#remove(id)) announce(this.#words.sent);
  }

  failed(id, detail) {
    const item = this.#items.get(id);
    this.#typed();
    if (!item) return;
    item.classList.add("failed");
    item.querySelector(".when").textContent = this.#words.unsent;
    const again = make("button", { type: "button", class: "again" }, this.#words.retry);
    again.addEventListener("click", () => this.#retry(id));
    item.append(make("p", { class: "why" }, detail), again);
    alarm(`${this.#words.unsent} ${detail}`);
    this.toEnd();
  }

  typing() {
    if ($("typing").hidden) this.#typingTimers = [
      setTimeout(() => announce(this.#words.typing), TELL_TYPING_AFTER_MS),
      setTimeout(() => this.#typed(), TYPING_MS),
    ];
    $("typing").hidden = false;
    this.settle();
  }

  clear() {
    this.#said = [];
    this.#items.clear();
    this.#anchor = null;
    this.#isFollowing = true;
    $("messages").replaceChildren();
    this.#offer([]);
    this.#typed();
  }

  toEnd() {
    this.#isFollowing = true;
    this.#place($("scroll").scrollHeight);
  }

  // From the visitor's last message on, as much as fits: a long answer is read from its beginning, and so is the
  // greeting. Where little fits, the answer alone.
  settle() {
    if (!this.#isFollowing) return;
    const isLow = $("scroll").clientHeight < LOW_PX;
    const top = (isLow && this.#anchor?.nextElementSibling) || this.#anchor;
    this.#place(top ? top.offsetTop - 8 : 0);
  }

  countSince(seq) {
    return this.#said.filter((message) => message.seq > seq && message.from !== "visitor").length;
  }

  // The whole conversation as plain text, for the visitor to keep.
  asText() {
    const said = this.#said.map((message) => {
      const when = new Date(message.at).toLocaleString(LOCALES[this.#lang]);
      return [`${this.#sender(message.from)}, ${when}:`, message.text, ...this.#sources(message), this.#caseLine(message)];
    });
    return [this.#words.file_heading, ...said.map((lines) => lines.filter(Boolean).join("\n"))].join("\n\n");
  }

  #shell(from, when, lang) {
    const who = make("span", { class: "who", lang: this.#lang }, this.#sender(from));
    const head = make("p", { class: "head" }, who, " ", make("span", { class: "when", lang: this.#lang }, when));
    return make("li", { class: `from-${from}`, ...(lang && { lang }) }, head);
  }

  #item(message) {
    const at = new Date(message.at);
    const time = Number.isNaN(at.getTime())
      ? ""
      : make("time", { datetime: message.at }, at.toLocaleTimeString(LOCALES[this.#lang], { hour: "2-digit", minute: "2-digit" }));
    const item = this.#shell(message.from, time, message.lang);
    item.append(make("div", { class: "text" }, ...blocks(message.text, message.from !== "visitor")));
    if (message.ticket) item.append(this.#card(message.ticket));
    const titles = this.#titles(message);
    if (titles.length) {
      const quoted = titles.map((title) => make("li", {}, `${this.#words.source}: `, make("cite", { lang: "nb" }, title)));
      item.append(make("ul", { class: "sources", lang: this.#lang }, ...quoted));
    }
    return item;
  }

  #card({ reference, kind, due }) {
    const rows = [[this.#words.reference, make("strong", {}, reference)]];
    if (due) rows.push([this.#words.due, make("time", { datetime: due }, this.#date(due))]);
    const list = make("dl", {}, ...rows.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
    const title = make("p", { class: "case-title" }, this.#words.case, " ", make("span", {}, this.#kinds[kind] || ""));
    return make("div", { class: "case", lang: this.#lang }, title, list);
  }

  #date(day) {
    const at = new Date(`${day.slice(0, 10)}T12:00:00Z`);
    return at.toLocaleDateString(LOCALES[this.#lang], { day: "numeric", month: "long", year: "numeric" });
  }

  #titles = ({ cites }) => [...new Set((cites || []).map(({ title }) => title))];
  #sources = (message) => this.#titles(message).map((title) => `${this.#words.source}: ${title}`);
  #sender = (from) => this.#words[from];

  #caseLine({ ticket }) {
    if (!ticket) return "";
    const due = ticket.due ? ` ${this.#words.due} ${this.#date(ticket.due)}.` : "";
    return `${this.#words.reference} ${ticket.reference}.${due}`;
  }

  #offer(options) {
    const buttons = options.map(({ label, say }) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", () => this.#choose(say));
      return button;
    });
    $("choices").replaceChildren(...buttons);
    $("choices").hidden = !buttons.length;
  }

  #answered(item) {
    this.#offer([]);
    this.#anchor = item;
    this.settle();
  }

  #place(top) {
    $("scroll").scrollTop = top;
    this.#placed = $("scroll").scrollTop;
    this.#read();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = $("scroll");
    if (Math.abs(scrollTop - this.#placed) < 4) return;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < 60;
    if (this.#isFollowing) this.#read();
  }

  #read() {
    this.#newest = null;
    $("newer").hidden = true;
  }

  #aloud(message) {
    const { text, options } = message;
    const cut = text.length <= READ_ALOUD_AT_MOST ? -1 : text.slice(0, READ_ALOUD_AT_MOST).search(/[.!?](?=\s[^.!?]*$)/);
    const read = cut > 0 ? `${text.slice(0, cut + 1)} ${this.#words.rest}` : text;
    const choices = options?.length ? `${this.#words.choices}: ${options.map(({ label }) => label).join(", ")}.` : "";
    return [`${this.#sender(message.from)}: ${read}`, this.#caseLine(message), choices].filter(Boolean).join(" ");
  }

  #showNewest() {
    const item = this.#newest || $("messages").lastElementChild;
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
    this.#isFollowing = true;
    this.#place(item.offsetTop - 8);
  }

  #typed() {
    this.#typingTimers.forEach(clearTimeout);
    $("typing").hidden = true;
  }

  #remove(id) {
    const item = this.#items.get(id);
    item?.remove();
    return this.#items.delete(id);
  }
}
