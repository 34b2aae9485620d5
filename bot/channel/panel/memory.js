// What outlives a page change in this tab: sessionStorage of our own origin, or plain memory where the browser refuses it.

const held = new Map();

export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return held.get(name) ?? null;
  }
}

export function keep(name, value) {
  held.set(name, value);
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Refused or full: the memory of this page has it.
  }
}

export function forget(...names) {
  for (const name of names) {
    held.delete(name);
    try {
      sessionStorage.removeItem(name);
    } catch {
      // Nothing was kept there.
    }
  }
}
