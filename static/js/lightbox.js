// A click on a[data-lightbox] opens the picture's page over this one, with its address; Back closes it and
// leaves everything as it was. Without this module, or with a modifier key, the link is a link. For every page
// that shows pictures; it needs the styles of turns and images.
//
// The dialog is not a modal one, since toasts and other dialogs must work above it: what is below is inert.
import "./before-after.js";
import "./pair-view.js";
import "./picture-stage.js";
import "./picture-viewer.js";

let dialog = null;
let opener = null;
let title = "";
let scroll = [0, 0];
let below = [];
let returning = false;

const here = () => location.pathname + location.search;
const viewer = () => document.getElementById("picture");
// The link below that leads to a picture, whatever sequence its address names.
const link = (path) => document.querySelector(`main a[data-lightbox][href^="${CSS.escape(path)}"]`);

function open(address, from) {
  if (dialog) return;
  opener = from;
  const made = document.createElement("dialog");
  made.className = "lightbox";
  made.setAttribute("aria-labelledby", "picture-title");
  made.setAttribute("aria-modal", "true");
  document.body.append(made);
  dialog = made;
  from?.setAttribute("aria-busy", "true");
  const asked = htmx.ajax("GET", address, { source: made, target: made, swap: "innerHTML" });
  const done = () => {
    from?.removeAttribute("aria-busy");
    if (!made.open && dialog === made) discard();
  };
  asked.then(done, done);
}

function discard() {
  dialog.remove();
  dialog = null;
}

// A picture is shown in the dialog for the first time.
function shown(address) {
  title = document.title;
  scroll = [scrollX, scrollY];
  below = [...document.body.children].filter(
    (element) => element !== dialog && !element.inert && !element.matches("#dialog, toast-list, script"),
  );
  for (const element of below) element.inert = true;
  dialog.show();
  if (here() !== address) history.pushState({ lightbox: true }, "", address);
  viewer().take();
}

function close() {
  const last = viewer()?.dataset.address.split("?")[0];
  discard();
  for (const element of below) element.inert = false;
  document.title = title;
  scrollTo(...scroll);
  const at = (last && link(last)) || opener;
  if (!at?.isConnected) return;
  at.focus({ preventScroll: true });
  if (at !== opener) at.scrollIntoView({ block: "nearest" });
}

// Back is the way out, so that no step of the history is left over.
function leave() {
  returning = true;
  close();
  history.back();
}

// --- Opening and leaving ---------------------------------------------------------------------------
function plain(event) {
  return !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

addEventListener("click", (event) => {
  if (!plain(event)) return;
  const from = event.target.closest?.("a[data-lightbox]");
  const away = event.target.closest?.("[data-leave]");
  if (from && !from.closest("#picture")) {
    event.preventDefault();
    open(from.getAttribute("href"), from);
  } else if (away && dialog) {
    event.preventDefault();
    leave();
  } else if (away && (history.state?.lightbox || cameFrom(away.pathname))) {
    event.preventDefault();
    history.back();
  }
});

// The page before this one is the one that the way out leads to: it still knows how far it was scrolled.
function cameFrom(path) {
  if (history.length < 2 || !document.referrer) return false;
  const referrer = new URL(document.referrer);
  return referrer.origin === location.origin && referrer.pathname === path;
}

// What the composer below does by itself happens there, with the lightbox out of its way. A picture to be
// used as a reference where there is no composer waits for the next page that has one.
const WAITS = "use-as-reference";

function use(image) {
  document.dispatchEvent(new CustomEvent("use-as-reference", { detail: { id: image, image } }));
}

addEventListener(
  "click",
  (event) => {
    const asked = event.target.closest?.("[data-continue], [data-take], [data-use]");
    if (!viewer()?.contains(asked) || !plain(event)) return;
    const here = dialog && document.querySelector("studio-composer");
    if (here) leave();
    if (!asked.dataset.use) return;
    if (here) {
      event.preventDefault();
      use(asked.dataset.use);
    } else sessionStorage.setItem(WAITS, asked.dataset.use);
  },
  { capture: true },
);

addEventListener("DOMContentLoaded", () => {
  const waits = sessionStorage.getItem(WAITS);
  if (!waits || !document.querySelector("studio-composer")) return;
  sessionStorage.removeItem(WAITS);
  use(waits);
});

addEventListener("keydown", (event) => {
  if (event.key !== " " || event.repeat || event.defaultPrevented || !plain(event)) return;
  const from = document.activeElement;
  if (dialog && from.matches("picture-stage, body")) {
    event.preventDefault();
    leave();
  } else if (from.matches("a[data-lightbox]")) {
    event.preventDefault();
    open(from.getAttribute("href"), from);
  }
});

// Nothing below scrolls while the picture is looked at.
addEventListener(
  "wheel",
  (event) => {
    if (!dialog?.contains(event.target) || dialog.scrollHeight > dialog.clientHeight + 1) return;
    const panel = event.target.closest(".picture-facts");
    if (!panel || panel.scrollHeight <= panel.clientHeight) event.preventDefault();
  },
  { passive: false },
);
const SCROLLS = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"];
addEventListener("keydown", (event) => {
  const scrolls = SCROLLS.includes(event.key) && dialog?.scrollHeight <= dialog?.clientHeight + 1;
  if (scrolls && !event.target.closest?.(".picture-panel, #dialog, toast-list")) event.preventDefault();
});

// --- Address and history ---------------------------------------------------------------------------
document.addEventListener("picture-shown", (event) => {
  const { address } = event.target.dataset;
  if (dialog && !dialog.open) shown(address);
  // One step of the history, however many pictures were looked at.
  else if (here() !== address) history.replaceState(history.state, "", address);
  document.title = event.target.dataset.title;
});

// On the way down: htmx would load the page anew where it finds its own mark.
addEventListener(
  "popstate",
  (event) => {
    const lightbox = Boolean(event.state?.lightbox);
    if (returning) returning = false;
    else if (dialog && !lightbox) close();
    else if (dialog) viewer().go(here());
    else if (viewer() && viewer().dataset.address !== here()) location.reload();
    else if (lightbox && !viewer()) open(here(), null);
    else return;
    event.stopImmediatePropagation();
  },
  { capture: true },
);

// --- What changed above is changed below -----------------------------------------------------------
function follow({ picture, card }, removed) {
  const tile = link(picture)?.closest(".gallery-tile");
  if (tile) tile.hidden = removed;
  const turn = document.getElementById(`turn-${card.split("/").at(-2)}`);
  if (turn) htmx.ajax("GET", card, { source: turn, target: turn, swap: "outerHTML" });
}

document.addEventListener("picture-removed", (event) => follow(event.detail, true));
document.addEventListener("picture-restored", (event) => follow(event.detail, false));
