// Esc, once there is nothing left for it to close or to clear, asks whether what runs is to be cancelled. Where
// nothing runs it leaves the field that somebody types in, so that single keys are heard again.
import { show } from "./dialog.js";
import { isTyping } from "./shortcuts.js";

const OPEN = "dialog[open], :popover-open";
const turns = document.getElementById("turns");
const question = document.getElementById("ask-cancel");

const button = (id) => document.getElementById(id)?.querySelector("[data-cancel]");

// The turn that has the focus, else the newest one that runs.
function running() {
  const found = [...turns.querySelectorAll(".turn:not([hidden]):has([data-cancel])")];
  return found.find((turn) => turn.contains(document.activeElement)) ?? found.at(-1);
}

function ask(turn) {
  const dialog = question.content.firstElementChild.cloneNode(true);
  const title = dialog.querySelector("h2");
  title.textContent = title.textContent.replace("{number}", turn.dataset.number);
  dialog.dataset.asks = turn.id;
  // Its card may be another one by then.
  dialog.querySelector("[data-yes]").addEventListener("click", () => button(turn.id)?.click());
  show(dialog);
}

// To the newest turn, else to the thread.
function leaveField() {
  const newest = [...turns.querySelectorAll(".turn:not([hidden])")].at(-1);
  (newest ?? document.querySelector(".thread")).focus({ preventScroll: true });
  newest?.scrollIntoView({ block: "nearest" });
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(OPEN)) return;
  const turn = running();
  if (!turn && !isTyping(event)) return;
  event.preventDefault(); // the same key would close the question again
  if (turn) ask(turn);
  else leaveField();
});

// The button goes with what it has done: the focus stays with its turn.
let pressed = null;
document.addEventListener("htmx:beforeSwap", () => {
  const has = document.activeElement;
  // Another swap may begin before this one has settled: the focus is on the page by then.
  if (has !== document.body) pressed = has?.matches("[data-cancel]") ? has.closest(".turn").id : null;
});
document.addEventListener("htmx:afterSettle", () => {
  const lost = pressed && document.activeElement === document.body;
  if (lost) document.getElementById(pressed)?.focus({ preventScroll: true });
  pressed = null;
});

// What has ended meanwhile cannot be cancelled any more.
document.addEventListener("htmx:afterSettle", () => {
  const dialog = document.querySelector("dialog[data-asks]");
  if (dialog && !button(dialog.dataset.asks)) dialog.close();
});
