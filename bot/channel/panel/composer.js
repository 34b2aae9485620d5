// Where the visitor writes: a message, an address, or a code. Whatever is asked for, anything may be written: the
// field helps with the keyboard and with filling in, and never judges.

import { alarm, announce } from "./log.js";
import { forget, keep, recall } from "./memory.js";
import { fill } from "./text.js";

const LONGEST = 2000;
const TELL_FROM = 1800;
const SHAPES = {
  email: { type: "email", inputmode: "email", autocomplete: "email", name: "email" },
  code: { type: "text", inputmode: "numeric", autocomplete: "one-time-code", name: "code" },
};
const $ = (id) => document.getElementById(id);
const lengthOf = (text) => [...text].length;

export class Composer {
  #words;
  #send;
  #shape = "text"; // text, email or code
  #told = 0;

  constructor(words, send) {
    this.#words = words;
    this.#send = send;
    $("long").value = recall("draft") || "";
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    for (const field of [$("long"), $("short")]) field.addEventListener("input", () => this.#changed());
    $("long").addEventListener("keydown", (event) => this.#pressed(event));
    $("otherwise").addEventListener("click", () => {
      this.becomes("text");
      this.focus();
    });
    this.#changed();
  }

  // What the assistant waits for decides the field; what is already written moves along, a code excepted.
  becomes(asks) {
    const shape = asks in SHAPES ? asks : "text";
    if (shape === this.#shape) return;
    const hadFocus = document.activeElement === this.#field;
    const carried = this.#shape === "code" ? "" : this.#field.value;
    this.#shape = shape;
    for (const [name, value] of Object.entries(SHAPES[shape] || {})) $("short").setAttribute(name, value);
    $("long").value = shape === "text" ? carried : "";
    $("short").value = shape === "email" ? carried : "";
    $("long").hidden = shape !== "text";
    $("short").hidden = shape === "text";
    $("otherwise").hidden = shape === "text";
    $("label").htmlFor = this.#field.id;
    $("label").textContent = this.#words[shape === "text" ? "compose" : shape];
    $("hint").textContent = { text: this.#words.enter, code: this.#words.paste, email: "" }[shape];
    $("composer").dataset.shape = shape;
    if (hadFocus) this.focus();
    this.#changed();
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  empty() {
    this.#field.value = "";
    this.#changed();
  }

  get #field() {
    return this.#shape === "text" ? $("long") : $("short");
  }

  #pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#field.value.trim();
    const excess = lengthOf(text) - LONGEST;
    if (excess > 0) alarm(fill(this.#words.over, excess));
    else if (text) {
      this.empty();
      this.#send(text);
    }
    this.focus();
  }

  #changed() {
    const field = this.#field;
    if (this.#shape === "code" || !field.value) forget("draft");
    else keep("draft", field.value);
    $("long").style.height = "auto";
    $("long").style.height = `${$("long").scrollHeight}px`;
    this.#count(lengthOf(field.value.trim()));
  }

  #count(length) {
    const left = LONGEST - length;
    const words = fill(left < 0 ? this.#words.over : this.#words.left, Math.abs(left));
    $("count").hidden = length < TELL_FROM;
    $("count").textContent = length < TELL_FROM ? "" : words;
    $("composer").classList.toggle("over", left < 0);
    this.#field.setAttribute("aria-invalid", String(left < 0));
    // Said aloud at each tenth of the rest, not at every key.
    const step = length < TELL_FROM ? 0 : Math.min(11, 1 + Math.floor((length - TELL_FROM) / 20));
    if (step > this.#told) announce(words);
    this.#told = step;
  }
}
