// Small comforts over pages that work without any of them: one press is one press, typed text is not left behind
// unnoticed, the ground of a refusal shows when it is needed, and a warning comes before the session ends.

const body = document.body;

addEventListener("submit", (event) => {
  const form = event.target;
  delete form.dataset.changed;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // after the event, or the pressed button's own name and value would not be sent
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});

// a page that comes back from the browser's memory can be sent again
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  }
});

addEventListener("input", (event) => {
  const form = event.target.closest("form[data-unsaved]");
  if (form) form.dataset.changed = "yes";
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});

// a file that is too large is told before it has been sent
addEventListener("change", (event) => {
  const { files, dataset } = event.target;
  if (!files || !dataset.largest) return;
  event.target.setCustomValidity(files[0] && files[0].size > Number(dataset.largest) ? dataset.tooLarge : "");
  event.target.reportValidity();
});

const ground = document.querySelector("[data-ground]");
if (ground) {
  const show = () => {
    const chosen = document.querySelector("input[name=outcome]:checked");
    ground.hidden = Boolean(chosen) && chosen.dataset.refusal === undefined;
    if (ground.hidden) ground.querySelector("select").value = "";
  };
  document.querySelectorAll("input[name=outcome]").forEach((radio) => radio.addEventListener("change", show));
  show();
}

const elsewhere = document.querySelectorAll("[data-outcome]");
if (elsewhere.length) {
  const show = () => {
    const chosen = document.querySelector("input[name=outcome]:checked");
    for (const field of elsewhere) field.hidden = Boolean(chosen) && chosen.value !== field.dataset.outcome;
  };
  document.querySelectorAll("input[name=outcome]").forEach((radio) => radio.addEventListener("change", show));
  show();
}

const idle = document.getElementById("idle");
if (idle) {
  const WARN_SECONDS = 120;
  const stay = document.getElementById("idle-stay");
  const text = document.getElementById("idle-text");
  let cameFrom = null;
  let timers = [];

  const wait = () => {
    timers.forEach(clearTimeout);
    const seconds = Number(body.dataset.idle);
    timers = [setTimeout(warn, (seconds - WARN_SECONDS) * 1000), setTimeout(end, seconds * 1000)];
  };
  const warn = () => {
    cameFrom = document.activeElement;
    idle.hidden = false;
    stay.focus();
  };
  const end = () => {
    text.textContent = text.dataset.over;
    stay.hidden = true;
  };
  stay.addEventListener("click", async () => {
    const answer = await fetch("/staff/session", {
      method: "POST",
      body: new URLSearchParams({ csrf: body.dataset.csrf }),
    }).catch(() => null);
    if (!answer || !answer.ok) return end();
    idle.hidden = true;
    if (cameFrom) cameFrom.focus();
    wait();
  });
  wait();
}
