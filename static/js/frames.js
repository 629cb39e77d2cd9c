// What can be done to a picture of the thread: one bar that goes to the picture that is pointed at or
// focused, a menu that says the same in words (long press on touch), keys, selection and comparing two.
import { download, fits } from "./downloads.js";
import { otherBusiness } from "./shortcuts.js";

const OWN_SPACE = "a, button, summary, select, textarea, input:not([type=range])";
const ANY = "00000000-0000-0000-0000-000000000000";
const turns = document.getElementById("turns");
const menu = document.getElementById("frame-menu");
const spoken = document.getElementById("thread-status");
const bar = document.getElementById("frame-bar").content.firstElementChild.cloneNode(true);
const words = menu.dataset;

const pictures = () => [...turns.querySelectorAll(".turn:not([hidden]) .frame[data-image]")];
const chosen = () => pictures().filter(({ dataset }) => selected.has(dataset.image));
const near = (selector) =>
  document.activeElement?.closest(selector) ?? document.querySelector(`${selector}:hover`);
const say = (text) => (spoken.textContent = text);
const opener = (figure) => figure.querySelector("a[data-lightbox]");

// The picture that is focused, else pointed at, else the first of such a turn, else of the newest one.
function current() {
  const frame = near("#turns .frame[data-image]");
  if (frame) return frame;
  const turn = near("#turns .turn") ?? [...turns.querySelectorAll(".turn:not([hidden])")].at(-1);
  return turn?.querySelector(".frame[data-image]") ?? null;
}

// --- The bar -------------------------------------------------------------------------------------
function fill(holder, figure) {
  const { image, frame } = figure.dataset;
  const { turn } = figure.closest(".turn").dataset;
  for (const item of holder.querySelectorAll("[data-act]")) {
    const name = item.querySelector("[data-name]").textContent;
    item.setAttribute("aria-label", `${name} ${frame}`);
    if (item.dataset.act === "edit") {
      item.href = `${location.pathname}?from=${image}`;
      item.dataset.continue = image;
    } else if (item.dataset.take) {
      item.href = `${location.pathname}?again=${turn}&take=${item.dataset.take}`;
      item.dataset.turn = turn;
    } else if (item.dataset.act === "download") {
      item.href = item.dataset.url.replace(ANY, image);
    } else if (item.dataset.act === "copy") {
      item.dataset.copy = `#prompt-${turn} [data-prompt]`;
    } else if (item.dataset.act === "favourite") {
      item.setAttribute("aria-pressed", String("starred" in figure.dataset));
    }
  }
}

function attach(figure) {
  const box = figure?.querySelector(".frame-box");
  if (!box) return;
  fill(bar, figure);
  if (bar.parentElement !== box) box.append(bar);
}

for (const event of ["pointerover", "focusin"]) {
  turns.addEventListener(event, ({ target }) => {
    const figure = target.closest?.(".frame[data-image]");
    // What has the keyboard keeps the bar while the pointer only passes by.
    if (figure && !(event === "pointerover" && bar.contains(document.activeElement))) attach(figure);
  });
}

// A swap takes the bar along with its card, and perhaps the focus.
let lost = null;
document.addEventListener("htmx:beforeSwap", () => {
  const action = document.activeElement?.closest(".frame-actions [data-act]");
  lost = action && { image: action.closest(".frame").dataset.image, action: action.dataset.act };
});
document.addEventListener("htmx:afterSettle", () => {
  const figure = lost && turns.querySelector(`.frame[data-image="${lost.image}"]`);
  if (figure && document.activeElement === document.body) {
    attach(figure);
    (bar.querySelector(`[data-act="${lost.action}"]`) ?? opener(figure)).focus({ preventScroll: true });
  } else if (!bar.isConnected) {
    attach(document.querySelector("#turns .frame[data-image]:hover"));
  }
  lost = null;
  if (first && !pictures().some(({ dataset }) => dataset.image === first)) pick(null);
  mark();
});

// --- The menu ------------------------------------------------------------------------------------
function item(action) {
  const made = action.cloneNode(true);
  made.className = "menu-item";
  made.hidden = false;
  made.setAttribute("role", "menuitem");
  made.removeAttribute("data-key");
  made.querySelector(".tip").className = "menu-words";
  return made;
}

function open(figure, anchor) {
  const actions = bar.querySelectorAll('[data-act]:not([data-act="more"])');
  const head = document.createElement("div");
  head.className = "menu-title mono";
  head.textContent = figure.dataset.frame;
  head.setAttribute("aria-hidden", "true");
  menu.replaceChildren(head, ...[...actions].map(item));
  menu.dataset.of = figure.dataset.image;
  fill(menu, figure);
  menu.showPopover();
  const box = anchor.getBoundingClientRect();
  const floats = !matchMedia("(hover: none), (max-width: 900px)").matches;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const top = box.bottom + height + 8 < innerHeight ? box.bottom + 4 : Math.max(8, box.top - height - 4);
  menu.style.insetInlineStart = floats ? `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px` : "";
  menu.style.insetBlockStart = floats ? `${top}px` : "";
  menu.querySelector("[data-act]").focus();
}

function close(focus = true) {
  if (!menu.matches(":popover-open")) return;
  menu.hidePopover();
  const figure = turns.querySelector(`.frame[data-image="${menu.dataset.of}"]`);
  if (focus && figure) opener(figure).focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (!menu.matches(":popover-open")) return;
  const items = [...menu.querySelectorAll("[data-act]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (next === undefined) return;
  else items.at(next % items.length).focus();
  event.preventDefault();
});
addEventListener("pointerdown", (event) => {
  if (!menu.contains(event.target)) close(false);
});
addEventListener("resize", () => close(false));

// --- Long press ------------------------------------------------------------------------------------
let press = 0;
let pressed = null;
function release() {
  clearTimeout(press);
  press = 0;
}
turns.addEventListener("pointerdown", (event) => {
  const figure = event.target.closest(".frame[data-image]");
  if (!figure || event.pointerType === "mouse") return;
  pressed = null;
  release();
  const { clientX: x, clientY: y } = event;
  press = setTimeout(() => {
    pressed = figure;
    attach(figure);
    figure.querySelector("before-after")?.setAttribute("data-held", "");
    open(figure, figure);
  }, 500);
  const over = new AbortController();
  const { signal } = over;
  const moved = (move) => {
    if (Math.hypot(move.clientX - x, move.clientY - y) > 10) release();
  };
  const ended = () => {
    release();
    over.abort();
    setTimeout(() => figure.querySelector("before-after")?.removeAttribute("data-held"));
  };
  turns.addEventListener("pointermove", moved, { signal });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, ended, { signal });
});
turns.addEventListener("contextmenu", (event) => {
  if (press || pressed) event.preventDefault();
});

// --- Selection and pairs ---------------------------------------------------------------------------
const selected = new Set();
let first = null;
let anchor = null;

function mark() {
  for (const figure of pictures()) {
    const on = selected.has(figure.dataset.image);
    figure.toggleAttribute("data-selected", on);
    figure.toggleAttribute("data-first", figure.dataset.image === first);
    if (on) opener(figure).setAttribute("aria-description", words.selected);
    else opener(figure).removeAttribute("aria-description");
  }
}

function select(figure, range) {
  const all = pictures();
  const from = all.findIndex((one) => one.dataset.image === anchor);
  const to = all.indexOf(figure);
  const { image } = figure.dataset;
  if (range && from >= 0) {
    for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) selected.add(one.dataset.image);
  } else {
    if (!selected.delete(image)) selected.add(image);
    anchor = image;
  }
  mark();
  say(words.chosen.replace("{count}", selected.size));
}

function clear() {
  if (!selected.size && !first) return false;
  selected.clear();
  anchor = null;
  pick(null);
  return true;
}

// The first of two pictures, while the second is looked for; nothing ends that, and its toast.
function pick(figure) {
  first = figure?.dataset.image ?? null;
  const detail = { words: figure && words.compare.replace("{frame}", figure.dataset.frame), only: "pair" };
  document.body.dispatchEvent(new CustomEvent(figure ? "toast" : "toast-over", { detail }));
  mark();
}

function compare(figure) {
  const { image } = figure.dataset;
  const [other] = first ? [first] : [...selected].filter((one) => one !== image);
  if (first === image) {
    pick(null);
  } else if (first || (other && selected.size <= 2)) {
    pick(null);
    const query = new URLSearchParams({ a: other, b: image });
    const from = opener(figure);
    const address = `${words.pair}?${query}`;
    htmx.ajax("GET", address, { source: from, target: "#dialog", swap: "innerHTML" }).catch(() => {});
  } else {
    pick(figure);
  }
}

// --- Actions ---------------------------------------------------------------------------------------
function favourite(figure, wanted = !("starred" in figure.dataset)) {
  const show = (on) => {
    figure.toggleAttribute("data-starred", on);
    if (figure.contains(bar)) fill(bar, figure);
  };
  show(wanted);
  const ended = (event) => {
    if (!event.detail.successful) show(!wanted);
  };
  figure.addEventListener("htmx:afterRequest", ended, { once: true });
  const address = bar.querySelector('[data-act="favourite"]').dataset.url;
  const values = { wanted: wanted ? "yes" : "no" };
  post(address.replace(ANY, figure.dataset.image), figure, { swap: "none", values });
}

// What F and D do to a selection, as the gallery's bar does.
function toSelection(letter) {
  const button = bar.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  const all = chosen();
  if (!all.length || !button || !"df".includes(letter)) return false;
  if (letter === "f") {
    const wanted = !all.every(({ dataset }) => "starred" in dataset);
    for (const figure of all) favourite(figure, wanted);
  } else if (fits(all.length)) {
    download(all.map(({ dataset }) => button.dataset.url.replace(ANY, dataset.image)));
  } else {
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { words: words.many, only: "many" } }));
  }
  return true;
}

// What goes wrong is said by a toast.
function post(address, source, more) {
  htmx.ajax("POST", address, { source, target: source, ...more }).catch(() => {});
}

// The composer as a turn had it; what `take` says stays as it is typed.
function recall(turn, take) {
  const composer = document.querySelector("studio-composer");
  const values = {};
  const form = new FormData(composer.querySelector("form"));
  for (const name of new Set(form.keys())) values[name] = form.getAll(name);
  values.take = take;
  const request = { source: composer, target: composer, swap: "outerHTML", values };
  const taken = htmx.ajax("POST", words.draft.replace(ANY, turn), request);
  taken.then(() => document.querySelector("studio-composer").changed(), () => {});
}

const ACTIONS = {
  reference: ({ dataset }) =>
    document.dispatchEvent(
      new CustomEvent("use-as-reference", { bubbles: true, detail: { id: dataset.image } }),
    ),
  compare,
  favourite,
  copy: () => say(words.copied),
  more: (figure) => open(figure, bar.querySelector('[data-act="more"]')),
  delete: (figure) => {
    const address = bar.querySelector('[data-act="delete"]').dataset.url;
    const target = `#${figure.closest(".turn").id}`;
    post(address.replace(ANY, figure.dataset.image), figure, { target, swap: "outerHTML" });
  },
};

document.addEventListener("click", (event) => {
  const taken = event.target.closest("[data-take]");
  if (taken && !event.ctrlKey && !event.metaKey && document.querySelector("studio-composer")) {
    event.preventDefault();
    recall(taken.dataset.turn ?? taken.closest(".turn").dataset.turn, taken.dataset.take);
  }
  const action = event.target.closest("[data-act]");
  if (!action || !(bar.contains(action) || menu.contains(action))) return;
  const figure = menu.contains(action)
    ? turns.querySelector(`.frame[data-image="${menu.dataset.of}"]`)
    : action.closest(".frame");
  close(!["edit", "remix", "recall"].includes(action.dataset.act));
  if (figure) ACTIONS[action.dataset.act]?.(figure);
});

// While a second picture is looked for, a click on one is the answer; so is the end of a long press.
turns.addEventListener(
  "click",
  (event) => {
    const figure = event.target.closest(".frame[data-image]");
    const held = pressed === figure && menu.matches(":popover-open");
    pressed = null;
    if (!figure || event.target.closest(".frame-actions") || !(held || first)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!held) compare(figure);
  },
  true,
);

// --- Keys --------------------------------------------------------------------------------------------
function go(figure) {
  if (!figure) return;
  opener(figure).focus({ preventScroll: true });
  figure.scrollIntoView({ block: "nearest" });
}

function step(from, key) {
  const all = pictures();
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (by) return go(all[all.indexOf(from) + by]);
  // The nearest picture of the row above or below.
  const at = from.getBoundingClientRect();
  const down = key === "ArrowDown";
  const boxes = all.map((figure) => [figure, figure.getBoundingClientRect()]);
  const beyond = boxes.filter(([, box]) => (down ? box.top >= at.bottom - 1 : box.bottom <= at.top + 1));
  const row = down ? Math.min(...beyond.map(([, b]) => b.top)) : Math.max(...beyond.map(([, b]) => b.top));
  const inRow = beyond.filter(([, box]) => Math.abs(box.top - row) < 2);
  inRow.sort(([, a], [, b]) => Math.abs(a.left - at.left) - Math.abs(b.left - at.left));
  return go(inRow[0]?.[0]);
}

// The picture that is focused or pointed at, or the first of a focused turn. Else Space scrolls, and what has a
// Space of its own keeps it.
function look(target) {
  const turn = document.activeElement?.closest("#turns .turn");
  const figure = near("#turns .frame[data-image]") ?? turn?.querySelector(".frame[data-image]");
  const own = target.closest(OWN_SPACE);
  if (!figure || (own && !(figure.contains(own) && own.matches("a[data-lightbox]")))) return false;
  opener(figure).click();
  return true;
}

function key(event) {
  const { target } = event;
  const figure = current();
  attach(figure);
  if (!figure) return false;
  const inside = target.closest("#turns .frame");
  if (event.key.startsWith("Arrow")) {
    if (target.matches("input") || !(inside || target.closest("#turns .turn"))) return false;
    if (inside) step(figure, event.key);
    else go(figure);
    return true;
  }
  if (event.key === " ") return look(target);
  const letter = event.key.toLowerCase();
  if (event.repeat) return false;
  if (letter === "s") select(figure, event.shiftKey);
  else return toSelection(letter);
  return true;
}

// G and a letter lead to another page: that letter means nothing here.
let going = -Infinity;

// Before shortcuts.js, which presses what is marked: the bar has to be at the right picture by then.
document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("dialog") || document.querySelector("dialog:modal, :popover-open")) return;
  // From a text too: there Esc would go on to what runs.
  if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) {
    if (clear()) event.preventDefault();
    return;
  }
  if (otherBusiness(event)) return;
  const afterG = event.timeStamp - going < 1200;
  going = event.key === "g" ? event.timeStamp : -Infinity;
  if (!afterG && key(event)) event.preventDefault();
});
