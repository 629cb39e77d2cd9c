// What runs: the pill in the top bar, the list behind it, and notices in the tab's title.
// The server renders pill and list; this compares what it says with what it said before.
import "./elapsed.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const NOTICE = /^(\(\d+\) |✓ )/;
const others = new BroadcastChannel("proofsheet-running");
let known = null;
let finished = false;
let focused = false; // the pill's button had the focus last

// --- The title: "(2) Title" while two turns run, "✓ Title" after a turn has finished unseen -----------
function name() {
  const title = document.title.replace(NOTICE, "");
  const turns = Number(document.getElementById("running")?.dataset.turns) || 0;
  const notice = finished ? "✓ " : turns ? `(${turns}) ` : "";
  if (document.title !== notice + title) document.title = notice + title;
}

// htmx gives a page a new title with a swap.
new MutationObserver(name).observe(document.querySelector("title"), { childList: true });

// --- The pill ------------------------------------------------------------------------------------
class RunningPill extends HTMLElement {
  connectedCallback() {
    const now = { turns: this.dataset.turns, mine: this.dataset.mine.split(" ").filter(Boolean) };
    const before = known ?? now;
    known = now;
    for (const turn of before.mine) if (!now.mine.includes(turn)) this.ended(turn);
    if (now.turns !== before.turns) others.postMessage(now.turns);
    if (now.turns !== before.turns || this.dataset.mine !== before.mine.join(" ")) {
      document.dispatchEvent(new Event("running-changed"));
    }
    if (focused && !this.firstElementChild) document.querySelector("[data-palette]")?.focus();
    name();
  }

  // A turn whose card is on the page shows it itself.
  ended(turn) {
    finished ||= document.hidden;
    if (!document.getElementById(`turn-${turn}`)) {
      const url = this.dataset.finished.replace(NOBODY, turn);
      htmx.ajax("GET", url, { source: document.body, swap: "none" });
    }
  }
}
addEventListener("focusin", (event) => (focused = event.target.id === "running-button"));
customElements.define("running-pill", RunningPill);

function ask() {
  const pill = document.getElementById("running");
  if (pill) htmx.ajax("GET", pill.dataset.url, { source: document.body, target: pill, swap: "outerHTML" });
}

// Another tab has started or seen the end of something; or this one comes back.
others.addEventListener("message", (event) => {
  if (known && event.data !== known.turns) ask();
});
addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  finished = false;
  name();
});

// --- The list: asked for when it is opened, gone with its polling when it is closed -----------------
const popover = document.getElementById("running-popover");

popover?.addEventListener("toggle", (event) => {
  if (event.newState === "open") {
    htmx.ajax("GET", popover.dataset.url, { source: popover, target: popover, swap: "innerHTML" });
    popover.focus();
    return;
  }
  popover.replaceChildren();
  // The pill may have gone meanwhile; what is hidden loses the focus a moment later.
  if (document.activeElement === document.body || popover.contains(document.activeElement)) {
    (document.getElementById("running-button") ?? document.querySelector("[data-palette]"))?.focus();
  }
});
popover?.addEventListener("htmx:afterSettle", () => {
  if (popover.matches(":popover-open") && document.activeElement === document.body) popover.focus();
});
