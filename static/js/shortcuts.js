// Single keys press what is marked with data-key, data-go or data-focus-key; off while typing.
const TYPING = "input:not([type=radio]), textarea, select, [contenteditable]";
let afterG = false;

function press(selector, scope = document) {
  const found = scope.querySelector(selector);
  if (!found) return false;
  found.click();
  return true;
}

// The frame, turn or picture that is focused, else the one under the pointer, else the newest turn.
function scopes() {
  const near = (selector) =>
    document.activeElement?.closest(selector) ?? document.querySelector(`${selector}:hover`);
  const turns = document.querySelectorAll(".turn:not([hidden])");
  return [near(".frame"), near(".turn"), document.querySelector("[data-picture]"), turns[turns.length - 1]];
}

function step(by) {
  const turns = [...document.querySelectorAll(".turn:not([hidden])")];
  if (!turns.length) return false;
  const now = turns.indexOf(document.activeElement?.closest(".turn"));
  const next = now < 0 ? (by > 0 ? 0 : turns.length - 1) : now + by;
  const turn = turns[Math.max(0, Math.min(next, turns.length - 1))];
  turn.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
  return true;
}

function handle(key) {
  if (afterG) {
    afterG = false;
    return press(`[data-go="${CSS.escape(key)}"]`);
  }
  if (key === "g") {
    afterG = true;
    setTimeout(() => (afterG = false), 1200);
    return false;
  }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const field = document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`);
  if (field) {
    field.focus();
    return true;
  }
  const marked = `[data-key="${CSS.escape(key)}"]`;
  return scopes().some((scope) => scope && press(marked, scope));
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(TYPING)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (handle(key)) event.preventDefault();
});
