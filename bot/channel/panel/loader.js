// The one script that a site includes. It puts a button on the page; once that is pressed, a frame of our own origin
// with the chat. Until then there is no request, no storage and no cookie; afterwards one word in this tab's
// sessionStorage says that the chat is open, so that it is still open on the next page.
(() => {
  const { words, email, phone } = "FILLED BY widget.py";
  const script = document.currentScript;
  const mark = Symbol.for("privacy-chat");
  if (!script || document[mark]) return;
  document[mark] = true;

  const { origin } = new URL(script.src);
  const small = "(max-width: 600px), (max-height: 480px)";
  const isSmall = matchMedia(small);
  const css = `
:host { all: initial; --ink: #13272d; --paper: #fff; --accent: #0b5563; --on: #fff }
@media (prefers-color-scheme: dark) { :host { --ink: #e4ecec; --paper: #121b1f; --accent: #8fd0d8; --on: #06262c } }
* { box-sizing: border-box }
[hidden] { display: none !important }
#box, button { position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; font: 400 max(16px, 1rem)/1.4 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); border: 1px solid #7d8f9166; box-shadow: 0 8px 40px #06262c4d }
button { min-height: 56px; padding: 8px 22px; border-radius: 28px; cursor: pointer }
#launcher { right: var(--privacy-chat-right, 20px); bottom: calc(var(--privacy-chat-bottom, 20px) + env(safe-area-inset-bottom));
  display: flex; align-items: center; gap: 10px; color: var(--on); background: var(--accent); font-weight: 600 }
#launcher.aside:not(:focus) { opacity: 0; pointer-events: none }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
svg { width: 26px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
#box { width: 424px; height: min(700px, 100dvh - 40px); border-radius: 18px; overflow: auto }
iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark }
p, a { display: block; margin: 24px 24px 0; color: inherit }
#box button { right: 44px; bottom: 44px }
@media ${small} { #box { inset: 0 0 auto; width: auto; height: 100dvh; border: 0; border-radius: 0;
  padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left) } }`;

  // Where the site or the browser refuses storage, the chat closes with the page.
  const stored = (act) => {
    try {
      return sessionStorage[act]("privacy-chat", lang);
    } catch {}
  };
  const make = (tag, attributes, ...children) => {
    const element = tag.at ? document.createElement(tag) : tag;
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const drawn = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);

  let lang, frame, timer, unread = 0, sealed = [];
  const label = make("span");
  const shield = make(drawn("path"), { d: "M12 2.8l8 2.9v5.9c0 4.7-3.2 8.2-8 9.7-4.8-1.5-8-5-8-9.7V5.7zM8.5 11.7l2.5 2.5 4.5-4.8" });
  const icon = make(drawn("svg"), { viewBox: "0 0 24 24" }, shield);
  const launcher = make("button", { id: "launcher", type: "button", "aria-haspopup": "dialog", "aria-controls": "box" }, icon, label);
  const box = make("div", { id: "box", role: "dialog", tabindex: -1, hidden: "" });
  const host = make("privacy-chat");

  const speak = () => {
    const { label: shown, dialog } = words[lang];
    const count = unread ? ` (${unread})` : "";
    host.lang = lang;
    label.textContent = shown + count;
    make(launcher, { "aria-label": `${shown}${count} ${dialog}`, "aria-expanded": !box.hidden });
    make(box, { "aria-label": `${shown} ${dialog}` });
    if (frame) frame.title = `${shown} ${dialog}`;
  };

  // A full screen is a modal one: the rest of the page rests until it closes, and the keyboard takes its share.
  const fit = () => {
    const view = visualViewport;
    const isModal = !box.hidden && isSmall.matches;
    const isCut = isModal && view.scale < 1.05;
    for (const element of sealed) element.inert = false;
    sealed = isModal ? [...document.body.children].filter((element) => element !== host && !element.inert) : [];
    for (const element of sealed) element.inert = true;
    make(box, { "aria-modal": isModal });
    box.style.top = isCut ? `${view.offsetTop}px` : "";
    box.style.height = isCut ? `${view.height}px` : "";
  };

  const turn = (isOpen) => {
    box.hidden = !isOpen;
    launcher.hidden = isOpen;
    if (isOpen) unread = 0;
    stored(isOpen ? "setItem" : "removeItem");
    speak();
    fit();
  };
  const close = () => {
    turn(false);
    launcher.focus();
  };

  // The panel did not answer: the contact in its place.
  const giveUp = () => {
    frame = null;
    const button = make("button", { type: "button" }, words[lang].close);
    button.onclick = close;
    box.replaceChildren(
      make("p", { role: "alert" }, words[lang].away),
      make("a", { href: `mailto:${email}` }, email),
      make("a", { href: `tel:${phone.replaceAll(" ", "")}` }, phone),
      button,
    );
  };

  const open = (isPressed) => {
    const focus = isPressed || isSmall.matches;
    const greet = () => frame?.contentWindow.postMessage({ privacyChat: "open", focus }, origin);
    const isNew = !frame;
    if (isNew) {
      frame = make("iframe", { src: `${origin}/widget/panel?lang=${lang}`, referrerpolicy: "no-referrer" });
      frame.onload = greet;
      box.replaceChildren(frame);
      timer = setTimeout(giveUp, 8000);
    }
    turn(true);
    if (focus) box.focus();
    if (!isNew) greet();
  };

  const start = () => {
    const known = { nb: "nb", no: "nb", nn: "nn", en: "en", sv: "nb", da: "nb" };
    const wasOpen = stored("getItem");
    const tags = [wasOpen, script.dataset.lang, document.documentElement.lang, ...navigator.languages];
    lang = tags.map((tag) => known[tag?.slice(0, 2).toLowerCase()]).find(Boolean) || "nb";

    const root = host.attachShadow({ mode: "open" });
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", {}, css));
    }
    root.append(launcher, box);
    launcher.onclick = () => open(true);
    box.onkeydown = ({ key }) => key === "Escape" && close();
    isSmall.onchange = fit;
    for (const each of ["resize", "scroll"]) visualViewport.addEventListener(each, fit);

    addEventListener("message", ({ source, origin: from, data }) => {
      if (from !== origin || !frame || source !== frame.contentWindow) return;
      const said = data.privacyChat;
      if (said === "ready") {
        clearTimeout(timer);
        lang = data.lang;
        stored("setItem");
      }
      if (said === "close") close();
      if (said === "message" && box.hidden) unread += 1;
      speak();
    });

    // Whatever has the focus on the page must be seen: the button fades while it would cover it wholly.
    document.addEventListener("focusin", ({ target }) => {
      const [a, b] = [target, launcher].map((element) => element.getBoundingClientRect());
      const isCovered = a.left > b.left && a.right < b.right && a.top > b.top && a.bottom < b.bottom;
      launcher.className = isCovered ? "aside" : "";
    });

    speak();
    document.body.append(host);
    if (wasOpen) open(false);
  };

  document.body ? start() : document.addEventListener("DOMContentLoaded", start);
})();
