// The panel: joins the line, the log and the composer, and speaks with the page that frames it, which it knows only
// by an origin on our list.

import { Composer } from "./composer.js";
import { Line } from "./line.js";
import { Log, alarm, announce } from "./log.js";
import { forget, keep, recall } from "./memory.js";
import { fill, make } from "./text.js";

const TELL_OFFLINE_AFTER_MS = 3_000;
const SHOW_CONTACT_AFTER_MS = 8_000;
const $ = (id) => document.getElementById(id);
const { lang, words, kinds, origins } = JSON.parse($("facts").textContent);
const isTouch = matchMedia("(pointer: coarse)").matches;

// ---- what is said, and how it fares

const log = new Log({ words, kinds, lang }, { choose: (text) => choose(text), retry: (id) => line.retry(id) });

const line = new Line(lang, {
  message(message, isLive) {
    log.add(message, isLive);
    if (message.from === "bot") composer.becomes(message.asks);
    if (isLive && message.from !== "visitor") tellHost("message");
  },
  began(seen) {
    const count = log.countSince(seen);
    if (count) announce(fill(words.counted, count));
    line.unsent.forEach((item) => log.pending(item));
  },
  pending: (item) => log.pending(item),
  sent: (id) => log.sent(id),
  failed: (id, detail) => log.failed(id, detail),
  typing: () => log.typing(),
  told: (detail) => tell(detail),
  up: () => connected(),
  down: (detail) => disconnected(detail),
  gone() {
    log.clear();
    composer.becomes("text");
    tell(words.gone);
    line.unsent.forEach((item) => log.pending(item));
  },
});

const composer = new Composer(words, (text) => say(text));

function say(text) {
  if (!$("notice").dataset.stays) hush();
  line.say(text);
}

// On a touch screen the keyboard would cover what comes, so the choice leads to the log there.
function choose(text) {
  say(text);
  if (isTouch) $("scroll").focus({ preventScroll: true });
  else composer.focus();
}

// ---- the connection, told only when it matters

let downTimers = [];

function connected() {
  downTimers.forEach(clearTimeout);
  downTimers = [];
  if ($("status").textContent === words.offline) {
    $("status").textContent = words.online;
    setTimeout(() => $("status").textContent === words.online && ($("status").textContent = ""), 4000);
  }
  if ($("notice").dataset.stays !== "away") return;
  hush();
  announce(words.online);
}

function disconnected(detail) {
  if (detail) return tell(detail, { stays: "away" });
  if (downTimers.length) return;
  const isEmpty = !$("messages").children.length;
  downTimers = [
    setTimeout(() => ($("status").textContent = words.offline), TELL_OFFLINE_AFTER_MS),
    setTimeout(() => serviceIsAway(), isEmpty ? 0 : SHOW_CONTACT_AFTER_MS),
  ];
}

function serviceIsAway() {
  $("status").textContent = "";
  tell(words.away, { stays: "away" });
}

addEventListener("online", () => line.wake());
addEventListener("pagehide", () => line.rest());
addEventListener("pageshow", (event) => event.persisted && line.resume());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && line.wake());

// ---- notices: one at a time, above the conversation

function tell(text, { actions = [], stays = "" } = {}) {
  if ($("notice-text").textContent === text && !$("notice").hidden) return;
  const contact = stays === "away" ? [$("email").cloneNode(true), $("phone").cloneNode(true)] : [];
  contact.forEach((link) => link.removeAttribute("id"));
  $("notice-text").textContent = text;
  $("notice-actions").replaceChildren(...contact, ...actions);
  $("notice").dataset.stays = stays;
  $("notice").hidden = false;
  $("notice").scrollTop = 0;
  if (!actions.length) alarm(text);
}

function hush() {
  const hadFocus = $("notice").contains(document.activeElement);
  $("notice").hidden = true;
  delete $("notice").dataset.stays;
  if (hadFocus) composer.focus();
}

function action(text, act, look = "") {
  const button = make("button", { type: "button", class: look }, text);
  button.addEventListener("click", act);
  return button;
}

// ---- the menu

function menuIs(isOpen) {
  $("menu").setAttribute("aria-expanded", String(isOpen));
  $("menu-items").hidden = !isOpen;
}

$("menu").addEventListener("click", () => menuIs($("menu-items").hidden));
document.addEventListener("click", (event) => !event.target.closest(".menu") && menuIs(false));

$("download").addEventListener("click", () => {
  menuIs(false);
  const day = new Date().toISOString().slice(0, 10);
  const address = URL.createObjectURL(new Blob(["\ufeff", log.asText()], { type: "text/plain;charset=utf-8" }));
  make("a", { href: address, download: `${words.file_name}-${day}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  $("menu").focus();
});

$("erase").addEventListener("click", () => {
  menuIs(false);
  const actions = [action(words.erase_yes, erase, "grave"), action(words.erase_no, hush)];
  tell(`${words.erase_question} ${words.erase_note}`, { actions, stays: "question" });
  $("notice").focus();
});

async function erase() {
  if (!(await line.erase())) return tell(words.erase_failed);
  log.clear();
  composer.becomes("text");
  composer.empty();
  forget("draft");
  $("composer").hidden = true;
  $("status").textContent = "";
  tell(words.erased, { actions: [action(words.begin_again, beginAgain)], stays: "erased" });
  $("notice").focus();
}

function beginAgain() {
  $("composer").hidden = false;
  hush();
  composer.focus();
  line.resume();
}

// ---- the language: the same conversation goes on, but one in which nothing was said begins anew

for (const link of $("languages").querySelectorAll("a")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (link.hasAttribute("aria-current")) return;
    try {
      if (!(await fetch(link.href, { credentials: "omit" })).ok) throw new Error("away");
    } catch {
      return tell(words.away, { stays: "away" });
    }
    if (!line.hasSpoken) await line.erase();
    keep("lang", link.lang);
    keep("switched", true);
    location.replace(link.href);
  });
}

// ---- the page that frames us

const host = parent === window ? null : parent;
let hostOrigin = null;

function tellHost(type, more = {}) {
  if (hostOrigin) host.postMessage({ privacyChat: type, ...more }, hostOrigin);
}

addEventListener("message", ({ source, origin, data }) => {
  if (!host || source !== host || ![...origins, location.origin].includes(origin)) return;
  if (data?.privacyChat !== "open") return;
  hostOrigin = origin;
  tellHost("ready", { lang });
  $("close").hidden = false;
  if (recall("switched")) $("languages").querySelector("[aria-current]").focus();
  else if (data.focus) (isTouch ? $("title") : composer).focus();
  forget("switched");
  log.settle();
});

$("close").addEventListener("click", () => tellHost("close"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!$("menu-items").hidden) {
    menuIs(false);
    $("menu").focus();
  } else if ($("notice").dataset.stays === "question") {
    hush();
    composer.focus();
  } else {
    tellHost("close");
  }
});

const chosen = recall("lang");
if (chosen && chosen !== lang) location.replace(`/widget/panel?lang=${encodeURIComponent(chosen)}`);
else line.open();
