// Keys press what is marked with data-key, data-go (after G) or data-focus-key; the whole list is in
// playground/shortcuts.py. They are off while somebody types, while an input method composes, with
// modifiers, and for what is behind an open dialog or menu. Single characters can be switched off.
const TYPING =
  "input:not([type=radio], [type=checkbox], [type=range], [type=file]), textarea, select, [contenteditable]";
const WAIT_FOR_SECOND = 1200;
let afterG = -Infinity;

// For modules that listen to keys of their own: true when this key press is none of a shortcut's business,
// or the second of G and a letter.
export function otherBusiness(event) {
  return performance.now() - afterG < WAIT_FOR_SECOND || typed(event);
}

// Whether the key goes into a text.
export function isTyping(event) {
  return Boolean(event.target.closest?.(TYPING));
}

function typed(event) {
  return (
    event.defaultPrevented ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    isTyping(event) ||
    (event.key.length === 1 && document.documentElement.dataset.singleKeys === "off")
  );
}

function press(selector, scope) {
  const found = scope?.querySelector(selector);
  if (!found) return false;
  found.click();
  return true;
}

// The frame, turn or picture that is focused, else the one under the pointer, else the newest turn; then
// the page, and what is on every page. With a dialog or the lightbox open there is only that.
function scopes() {
  const modal = document.querySelector("dialog:modal") ?? document.querySelector("dialog.lightbox");
  if (modal) return [modal];
  const near = (selector) =>
    document.activeElement?.closest(selector) ?? document.querySelector(`${selector}:hover`);
  const turns = document.querySelectorAll(".turn:not([hidden])");
  return [
    near(".frame"),
    near(".turn"),
    document.querySelector("[data-viewer]"),
    turns[turns.length - 1],
    document.querySelector("[data-keys]"),
    document.querySelector("[data-everywhere]"),
  ];
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

function focus(key) {
  const field = document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`);
  if (!field?.checkVisibility()) return false;
  field.focus();
  return true;
}

function handle(key) {
  const open = document.querySelector("dialog:modal, :popover-open");
  const second = performance.now() - afterG < WAIT_FOR_SECOND;
  afterG = -Infinity;
  if (second) return !open && press(`[data-go="${CSS.escape(key)}"]`, document);
  if (key === "g" && !open) {
    afterG = performance.now();
    return false;
  }
  if (!open && (key === "j" || key === "k")) return step(key === "j" ? 1 : -1);
  if (!open && focus(key)) return true;
  // Esc closes by itself what is open.
  if (open && (key === "Escape" || !open.matches("dialog"))) return false;
  const marked = `[data-key="${CSS.escape(key)}"]`;
  return scopes().some((scope) => press(marked, scope));
}

addEventListener("keydown", (event) => {
  if (typed(event)) return;
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if (letter && event.shiftKey) return;
  const key = letter ? event.key.toLowerCase() : event.key;
  if (event.repeat && !/^(j|k|Arrow.*)$/.test(key)) return;
  if (handle(key)) event.preventDefault();
});
