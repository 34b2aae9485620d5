// From plain text to elements: paragraphs, lists, links. Text only ever becomes text; nothing is read as HTML.

const LINK = /https:\/\/[^\s<>"]+[^\s<>".,:;!?)]|www\.[^\s<>"]+[^\s<>".,:;!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+47(?: ?\d){8}(?!\d)/g;
const BULLET = /^\s*[-•–]\s+/;

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export const fill = (text, count) => text.replace("{count}", count);

// A message as blocks. Only what we say ourselves gets links; a visitor's address stays text.
export function blocks(text, hasLinks) {
  const made = [];
  let list = null;
  for (const line of text.split("\n")) {
    if (!line.trim()) {
      list = null;
    } else if (BULLET.test(line)) {
      if (!list) made.push((list = make("ul")));
      list.append(make("li", {}, ...inline(line.replace(BULLET, ""), hasLinks)));
    } else {
      list = null;
      made.push(make("p", {}, ...inline(line, hasLinks)));
    }
  }
  return made;
}

function inline(line, hasLinks) {
  if (!hasLinks) return [line];
  const parts = [];
  let from = 0;
  for (const found of line.matchAll(LINK)) {
    parts.push(line.slice(from, found.index), link(found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, line.slice(from)];
}

function link(shown) {
  if (shown.includes("@") && !shown.includes("/")) return make("a", { href: `mailto:${shown}` }, shown);
  if (shown.startsWith("+")) return make("a", { href: `tel:${shown.replaceAll(" ", "")}` }, shown);
  const address = shown.startsWith("www.") ? `https://${shown}` : shown;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, shown);
}
