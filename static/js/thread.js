// The thread keeps itself as it is on the server: one poll for all of its turns. It says what a turn is
// doing while that turn is out of sight, and tells screen readers about each step, once. It looks sooner when
// another window of this browser has changed a thread, or when what runs is not what it was.
import "./elapsed.js";

const FAST = 1000;
const SLOW = 6000;
const AFTER_FAILURE = 10000;
const SOON = 150;
const MOST = 150; // cards that one poll asks about: the newest
const INTO_VIEW = 48;

const turns = document.getElementById("turns");
const thread = document.querySelector(".thread");
const strip = document.getElementById("thread-strip");
const spoken = document.getElementById("thread-status");
const known = new Map();
const windows = new BroadcastChannel("proofsheet-thread");
let timer = 0;
let due = Infinity;
let busy = false;
let again = false;
let others = 0;
let failed = false;

const cards = () => [...turns.querySelectorAll(":scope > .turn")];
const alive = () => cards().filter((card) => "alive" in card.dataset);

// --- The poll ----------------------------------------------------------------------------------
const address = () => document.getElementById("thread-root").dataset.changes;
const seen = () =>
  cards()
    .slice(-MOST)
    .map((card) => `${card.dataset.number}.${card.dataset.version}`)
    .join();
let shown = seen();

// Never later than it was going to be: a pill that changes puts no look off.
function plan(delay = failed ? AFTER_FAILURE : alive().length ? FAST : SLOW) {
  const at = performance.now() + delay;
  if (at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(look, delay);
}

// What is on its way may have been asked for before the change.
function hurry() {
  if (busy) again = true;
  else plan(SOON);
}

async function look() {
  due = Infinity;
  if (document.hidden || busy || !address()) return plan();
  busy = true;
  others = 0;
  const { head } = document.getElementById("thread-root").dataset;
  try {
    const url = `${address()}?head=${head}&seen=${seen()}`;
    await htmx.ajax("GET", url, { source: turns, target: turns, swap: "none" });
    failed = false;
  } catch {
    failed = true;
  }
  busy = false;
  plan(again ? SOON : undefined);
  again = false;
}

// An answer to a poll that was asked before something else changed the thread is older than the page.
turns.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig.elt !== turns || !others) return;
  event.detail.shouldSwap = false;
  again = true;
});
document.addEventListener("htmx:afterSwap", (event) => {
  const polled = event.detail.requestConfig?.elt === turns;
  if (!polled) others += 1;
  const before = shown;
  shown = seen();
  if (!polled && shown !== before) windows.postMessage(address());
});
windows.addEventListener("message", ({ data }) => data === address() && hurry());
document.addEventListener("running-changed", hurry);
turns.addEventListener("htmx:responseError", () => (failed = true));
turns.addEventListener("htmx:sendError", () => (failed = true));

// Where somebody types, nothing is replaced; the next poll offers it again.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const typing = event.target.querySelector("input:focus:not([type=range]), textarea:focus");
  if (!typing || typing.closest("#composer")) return;
  event.detail.shouldSwap = false;
  setTimeout(() => (document.getElementById("thread-root").dataset.head = ""));
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) plan(SOON);
});

// --- What is said --------------------------------------------------------------------------------
function tell() {
  for (const card of cards()) {
    const before = known.get(card.id);
    const now = { status: card.dataset.status ?? "", alive: "alive" in card.dataset };
    known.set(card.id, now);
    if (before?.status === now.status || !(now.alive || before?.alive)) continue;
    if (now.alive || inSight(card)) spoken.textContent = now.status;
    else finished(card, now.status);
  }
}

function finished(card, words) {
  const place = { selector: `#${card.id}`, words: strip.querySelector("[data-show]").textContent };
  const kind = card.querySelector(".frame[data-image]") ? "done" : "failed";
  const detail = { words, show: place, kind };
  document.body.dispatchEvent(new CustomEvent("toast", { detail, bubbles: true }));
}

function show(id) {
  const card = document.getElementById(id);
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "start" });
}

// --- The strip -----------------------------------------------------------------------------------
function bounds() {
  const box = thread.getBoundingClientRect();
  if (getComputedStyle(thread).overflowY !== "visible") return box;
  const dock = document.querySelector("#composer")?.getBoundingClientRect();
  return { top: 0, bottom: dock && dock.width === innerWidth ? dock.top : innerHeight };
}

function inSight(card) {
  const { top, bottom } = bounds();
  const box = card.getBoundingClientRect();
  return Math.min(box.bottom, bottom) - Math.max(box.top, top) >= Math.min(INTO_VIEW, box.height);
}

function watch() {
  const card = alive().find((one) => !inSight(one));
  const doing = card?.querySelector("[data-doing]");
  strip.hidden = !doing;
  if (!doing) return;
  if (strip.dataset.of !== `${card.id} ${card.dataset.version}`) {
    strip.dataset.of = `${card.id} ${card.dataset.version}`;
    const words = doing.cloneNode(true);
    // The card has counted on since the server wrote it.
    words.querySelector("elapsed-time").dataset.seconds = doing.querySelector("elapsed-time").seconds;
    strip.querySelector("[data-words]").replaceChildren(...words.childNodes);
  }
  strip.querySelector("[data-stop]").hidden = !card.querySelector("[data-cancel]");
  const floats = getComputedStyle(strip).position === "fixed";
  strip.style.insetBlockEnd = floats ? `${innerHeight - bounds().bottom}px` : "";
}

strip.addEventListener("click", (event) => {
  const [id] = strip.dataset.of.split(" ");
  if (event.target.closest("[data-show]")) show(id);
  if (!event.target.closest("[data-stop]")) return;
  // The button goes with what runs.
  document.getElementById(id)?.focus({ preventScroll: true });
  document.getElementById(id)?.querySelector("[data-cancel]")?.click();
});

// On touch, what can be done to a turn waits behind one button.
turns.addEventListener("click", (event) => {
  const more = event.target.closest(".turn-more");
  more?.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true"));
});

let drawn = 0;
function soon() {
  cancelAnimationFrame(drawn);
  drawn = requestAnimationFrame(watch);
}
for (const event of ["scroll", "resize"]) addEventListener(event, soon, { capture: true, passive: true });

// --- After every swap ------------------------------------------------------------------------------
function settle() {
  tell();
  soon();
  colour().forEach((picture) => picture.classList.add("arrives"));
}

// Gives pictures that have come the colour of what they will show. Returns them.
function colour() {
  const pictures = [...turns.querySelectorAll("img[data-placeholder]")];
  for (const picture of pictures) {
    picture.style.backgroundColor = picture.dataset.placeholder;
    delete picture.dataset.placeholder;
  }
  return pictures;
}

document.addEventListener("htmx:afterSettle", () => {
  settle();
  if (!busy) plan();
});
cards().forEach((card) =>
  known.set(card.id, { status: card.dataset.status ?? "", alive: "alive" in card.dataset }),
);
colour();
soon();
plan();
