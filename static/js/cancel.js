// Esc, once there is nothing left for it to close or to clear, asks whether what runs is to be cancelled.
import { show } from "./dialog.js";
import { otherBusiness } from "./shortcuts.js";

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

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || otherBusiness(event)) return;
  if (event.target.closest?.("input, select") || document.querySelector(OPEN)) return;
  const turn = running();
  if (!turn) return;
  event.preventDefault(); // the same key would close the question again
  ask(turn);
});

// What has ended meanwhile cannot be cancelled any more.
document.addEventListener("htmx:afterSettle", () => {
  const dialog = document.querySelector("dialog[data-asks]");
  if (dialog && !button(dialog.dataset.asks)) dialog.close();
});
