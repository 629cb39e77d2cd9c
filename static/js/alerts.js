// One voice says the alerts that come with a swap, in a live region that no swap replaces. It says those that
// were not there before, so that nobody hears them again with every price and every picture; after a click an
// alert is news also in the same words. In their places they are text like any other, or they would be said
// twice. Alerts in dialogs speak for themselves: what is outside of a modal one is out of reach.
const PRESSED = "form, button, a";
const voice = document.createElement("div");
voice.className = "visually-hidden";
voice.setAttribute("aria-live", "assertive");
document.body.append(voice);

// Without the buttons beside it.
const message = (alert) => alert.querySelector(".message-text") ?? alert;
const key = (alert) => `${alert.closest("[id]")?.id} ${message(alert).textContent}`;

function line(alert) {
  const made = document.createElement("div");
  made.dataset.key = key(alert);
  made.append(...message(alert).cloneNode(true).childNodes);
  return made;
}

function standing(known) {
  const alerts = new Set([...document.querySelectorAll("[role=alert]"), ...known]);
  return [...alerts].filter((one) => one.isConnected && !one.closest("dialog"));
}

// Those that came with the page were announced by it.
let alerts = new Map(standing([]).map((one) => [one, key(one)]));

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const pressed = detail.requestConfig?.elt.matches(PRESSED);
  const [before, said] = [alerts, new Set(alerts.values())];
  alerts = new Map(standing(before.keys()).map((one) => [one, key(one)]));
  const come = [...alerts.keys()].filter((one) => !before.has(one));
  const news = come.filter((one) => pressed || !said.has(alerts.get(one)));
  const now = new Set(alerts.values());
  for (const old of [...voice.children]) if (news.length || !now.has(old.dataset.key)) old.remove();
  voice.append(...news.map(line));
  for (const alert of come) alert.removeAttribute("role");
});
