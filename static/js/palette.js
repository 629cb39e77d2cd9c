// The palette: ⌘K or the search field of the top bar. The dialog is there at once, so that no key goes to the
// page behind; its rows are rendered by the server for every change of what is typed. Rows are links, posts,
// or something of this page to press. A post spends money: only an arrow key or a click chooses such a row.
import { choose } from "./theme.js";

const TYPED = 120;
const opener = document.querySelector("[data-palette]");
const dialog = document.getElementById("palette");
let asked = 0;
let timer = 0;
let typing = false; // what the rows answer is not yet what is typed

const input = () => dialog.querySelector("#palette-input");
const results = () => dialog.querySelector("#palette-results");
const status = () => dialog.querySelector("[data-palette-count]");
const rows = () => [...dialog.querySelectorAll(".palette-row")];
const current = () => dialog.querySelector(".palette-row[aria-selected=true]");

// The conversation that is open: a new one gets its id with its first turn.
function conversation() {
  const field = document.querySelector("studio-composer [name=conversation]");
  return field?.value || document.body.dataset.conversation;
}

// What runs again shows itself in the thread that is seen. Elsewhere, and below a picture that is looked at, the
// server is not told of one, and leads to the card instead.
function shown() {
  const covered = document.querySelector("dialog.lightbox[open]");
  return document.getElementById("turns") && !covered ? conversation() : "";
}

function address(typed) {
  const query = new URLSearchParams({ q: typed, conversation: conversation() });
  return `${dialog.dataset.url}?${query}`;
}

async function fetched(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (answer.headers.get("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
    else if (answer.ok) return await answer.text();
    else document.body.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: answer } }));
  } catch {
    document.body.dispatchEvent(new CustomEvent("htmx:sendError"));
  }
  return null;
}

// --- Open and close ------------------------------------------------------------------------------
function open() {
  if (dialog.open) return;
  dialog.inert = false; // a lightbox has put everything below it out of reach
  dialog.showModal();
  input().value = "";
  input().focus();
  typing = true;
  search();
}

function listen() {
  input().addEventListener("input", () => {
    typing = true;
    clearTimeout(timer);
    timer = setTimeout(search, TYPED);
  });
  dialog.addEventListener("keydown", key);
  dialog.addEventListener("click", click);
  dialog.addEventListener("pointermove", (event) => {
    const row = event.target.closest(".palette-row");
    if (row && row !== current() && !row.dataset.post) select(row, false);
  });
}

// --- Rows ----------------------------------------------------------------------------------------
async function search() {
  clearTimeout(timer);
  const mine = (asked += 1);
  const html = await fetched(address(input().value.trim()));
  if (html === null || mine !== asked) return;
  typing = false;
  results().innerHTML = html;
  // A page without a top bar has no list of what runs to open.
  for (const row of rows()) if (row.dataset.press && !document.querySelector(row.dataset.press)) row.remove();
  results().scrollTop = 0;
  select(rows().find((row) => !row.dataset.post));
  const { none, one, many } = status().dataset;
  const found = rows().length;
  status().textContent = found === 0 ? none : found === 1 ? one : many.replace("%s", found);
}

function select(row, scroll = true) {
  current()?.setAttribute("aria-selected", "false");
  if (!row) {
    input().removeAttribute("aria-activedescendant");
    return;
  }
  row.setAttribute("aria-selected", "true");
  input().setAttribute("aria-activedescendant", row.id);
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = rows();
  if (all.length) select(all[(all.indexOf(current()) + by + all.length) % all.length]);
}

function key(event) {
  if (event.isComposing) return;
  const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };
  // A key that is held down answers no question, and a double click neither.
  if (event.key === "Enter" && event.target === input() && !event.repeat) {
    keys.Enter = () => enter(event.metaKey || event.ctrlKey);
  }
  const wanted = keys[event.key];
  if (!wanted) return;
  event.preventDefault();
  event.stopPropagation();
  wanted();
}

async function enter(elsewhere) {
  if (typing) await search();
  if (!typing) act(current(), elsewhere);
}

function click(event) {
  const veil = event.target === dialog;
  if (veil || event.target.closest("[data-close]")) {
    dialog.close();
    return;
  }
  const row = event.target.closest(".palette-row");
  // A link that is opened elsewhere, by whatever means the browser has for it, is the browser's.
  if (!row || (row.href && (event.metaKey || event.ctrlKey || event.shiftKey))) return;
  event.preventDefault();
  if (event.detail < 2) act(row, false);
}

// --- Doing it ------------------------------------------------------------------------------------
function act(row, elsewhere) {
  if (!row) return;
  const { ask, press, post, themeChoice } = row.dataset;
  if (row.href && elsewhere) {
    window.open(row.href, "_blank", "noopener");
    return;
  }
  if (ask) {
    row.querySelector(".palette-text").textContent = ask;
    delete row.dataset.ask;
    row.dataset.asked = "";
    status().textContent = ask;
    return;
  }
  dialog.close();
  if (row.href) location.assign(row.href);
  else if (themeChoice) choose(themeChoice);
  else if (press) pressed(document.querySelector(press));
  else if (post) {
    const values = { ...JSON.parse(row.dataset.values), conversation: shown() };
    htmx.ajax("POST", post, { source: document.body, swap: "none", values });
  }
}

function pressed(element) {
  if (element?.popover) element.showPopover();
  else element?.click();
}

if (dialog) {
  listen();
  opener?.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
    if (event.altKey || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
}
