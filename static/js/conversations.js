// The head of a thread and the list of conversations: keys, focus, and the name in the window's title.
// What they show is the server's business; here is only what a browser must do itself.
const LOOK = 5000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const page = document.documentElement;
let shown = null; // the head's name as it last stood in the window's title
let held = null; // the id of the part that is being replaced while the focus is in it
let missed = false; // a head that came while somebody was at work in the old one
let doubled = false; // the title was clicked twice: the list that the first click asked for is unwanted

const head = () => document.getElementById("thread-head");
const drawer = () => document.querySelector(".conversations-drawer[open]");
const renaming = (part) => part?.querySelector(".rename");
const busy = () => renaming(head()) || head()?.querySelector("details[open]");

function focusIn(part) {
  const field = part.querySelector("[data-name]");
  if (!field) {
    part.querySelector("#thread-title, .conversation-name")?.focus();
    return;
  }
  field.focus();
  if (!field.matches("[aria-invalid]")) field.select();
}

// The head as the server has it now.
function refresh() {
  const address = head()?.querySelector("thread-head").dataset.address;
  missed = false;
  if (address) htmx.ajax("GET", address, { target: "#thread-head", swap: "outerHTML" });
}

class ThreadHead extends HTMLElement {
  connectedCallback() {
    const words = `${this.dataset.title} · Proofsheet`;
    if (shown && shown !== words) this.entitle(words);
    shown = words;
    this.querySelector("#thread-title")?.setAttribute("aria-expanded", String(Boolean(drawer())));
    const menu = this.querySelector("details");
    menu?.addEventListener("toggle", () => {
      if (!menu.open && missed && menu.isConnected) refresh();
    });
    if (!renaming(this) && held !== "thread-head") return;
    // htmx itself leads the focus back to what has an id.
    setTimeout(() => {
      if (renaming(this) || document.activeElement === document.body) focusIn(this);
    });
  }

  // Whatever another module has put before the name, such as "(1) ", stays there.
  entitle(words) {
    const title = document.title;
    if (title.endsWith(shown)) document.title = title.slice(0, -shown.length) + words;
    else if (!title.endsWith(words)) document.title = words;
  }
}

class ConversationList extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.search = this.querySelector("[type=search]");
    this.timer = setInterval(() => this.look(), LOOK);
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-clear]")) this.clear();
    });
    this.addEventListener("htmx:afterSwap", (event) => this.swapped(event.target));
    if (!this.closest("dialog")) return;
    // A keyboard that slides up would hide what the list was opened for.
    if (matchMedia("(pointer: coarse)").matches) this.search.removeAttribute("autofocus");
    document.getElementById("thread-title")?.setAttribute("aria-expanded", "true");
    this.leave = new AbortController();
    addEventListener("pointerdown", (event) => this.outside(event), { signal: this.leave.signal });
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.leave?.abort();
    document.getElementById("thread-title")?.setAttribute("aria-expanded", "false");
  }

  clear() {
    this.search.value = "";
    this.search.dispatchEvent(new Event("input", { bubbles: true }));
    this.search.focus();
  }

  // A run that was started elsewhere. A row that says so already asks by itself when it has ended.
  async look() {
    if (document.hidden || this.looking) return;
    this.looking = true;
    try {
      const asked = String(new URLSearchParams(new FormData(this.form)));
      const answer = await fetch(`${this.dataset.running}?${asked}`);
      for (const id of answer.ok ? await answer.json() : []) {
        if (asked === String(new URLSearchParams(new FormData(this.form)))) await this.starts(id);
      }
    } catch {
      // The server is away, or somebody has signed out: the next look may do better.
    }
    this.looking = false;
  }

  starts(id) {
    const row = document.getElementById(`conversation-${id}`);
    if (row?.querySelector(".conversation-running, .rename")) return null;
    const values = { in: this.form.elements.scope.value, words: this.search.value };
    const place = row ? { target: row, swap: "outerHTML" } : { target: this.newest(), swap: "afterbegin" };
    return htmx.ajax("GET", this.dataset.row.replace(NOBODY, id), { source: this, values, ...place });
  }

  // Where a conversation that is new to the list is put; a list that was empty becomes one.
  newest() {
    const empty = this.querySelector(".conversations-empty");
    if (empty) {
      const list = document.createElement("ul");
      list.className = "conversations";
      empty.replaceWith(list);
    }
    return this.querySelector(".conversations");
  }

  // Pressing beside the list closes it, but for a toast about it and the title, which does so itself.
  outside(event) {
    if (!event.target.closest("#dialog, .toasts, #thread-title")) drawer()?.close();
  }

  rows() {
    return [...this.querySelectorAll(".conversation:not([hidden])")];
  }

  key(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = this.rows();
    const now = rows.indexOf(event.target.closest(".conversation"));
    if (event.target.matches("[data-name], [type=radio]") || (now < 0 && event.target !== this.search)) return;
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1 };
    if (now >= 0) Object.assign(steps, { Home: 0, End: rows.length - 1 });
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = rows[steps[event.key]];
    if (next) focusIn(next);
    else if (steps[event.key] < 0) this.search.focus();
  }

  // Focus goes on where it was: in the row that came, or, where a row went or all are new, next to it.
  swapped(part) {
    if (!(part instanceof Element)) return;
    if (part.matches(".conversation") && (renaming(part) || held === part.id)) focusIn(part);
    else if (held && part.matches("[hidden], .conversations, .conversations-empty")) this.near(part);
  }

  near(part) {
    const after = (row) => part.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
    const rows = part.matches("[hidden]") ? this.rows() : [];
    const row = rows.find(after) ?? rows.at(-1);
    if (row) focusIn(row);
    else this.search.focus();
  }
}

customElements.define("thread-head", ThreadHead);
customElements.define("conversation-list", ConversationList);

// --- Swaps ---------------------------------------------------------------------------------------
const part = (event) => event.detail.target ?? event.target;

page.addEventListener("htmx:beforeSwap", (event) => {
  if (doubled && event.detail.requestConfig?.elt.id === "thread-title") event.detail.shouldSwap = false;
  held = part(event)?.contains(document.activeElement) ? part(event).id : null;
});
page.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (part(event)?.id !== "thread-head") return;
  if (busy()) {
    event.detail.shouldSwap = false;
    missed = true;
  } else if (part(event).contains(document.activeElement)) {
    held = "thread-head";
  }
});
page.addEventListener("htmx:afterSettle", () => {
  held = null;
});

// --- Pointer and keys ----------------------------------------------------------------------------
// Before htmx hears of it: the title closes the list that it opened, and a second click renames.
addEventListener(
  "click",
  (event) => {
    const title = event.target.closest("#thread-title");
    if (!title || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rename = event.detail === 2 ? head().querySelector("[data-rename]") : null;
    doubled = Boolean(rename);
    if (!rename && !drawer()) return;
    event.preventDefault();
    event.stopPropagation();
    drawer()?.close();
    rename?.click();
  },
  { capture: true },
);

addEventListener("click", (event) => {
  const menu = head()?.querySelector("details[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

function escape() {
  const form = document.activeElement.closest(".rename");
  const menu = head()?.querySelector("details[open]");
  if (form) form.querySelector("[data-keep]").click();
  else if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  return form || menu;
}

// On the way down: Esc ends the naming or closes the menu, before it closes anything around them.
addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && escape()) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "F2") {
      const row = document.activeElement.closest(".conversation");
      const rename = (row ?? head())?.querySelector("[data-rename]");
      if (!rename || document.querySelector("dialog:modal")) return;
      event.preventDefault();
      rename.click();
    }
  },
  { capture: true },
);
