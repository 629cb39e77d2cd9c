// A picture with all that is around it: previous and next, the film strip, the panel, and their keys.
// The server renders each picture; this element asks for the next one and takes its place.
import { otherBusiness } from "./shortcuts.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
// Whether the panel is shown outlives the picture, not the page.
let panel = true;
let another = false;
let going = -Infinity;

class PictureViewer extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector("picture-stage");
    this.status = this.querySelector("[data-status]");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
      if (target === this && this.later) detail.shouldSwap = false;
    });
    this.addEventListener("stage-zoom", () => this.zoomed());
    this.addEventListener("stage-swipe", (event) => this.move(event.detail));
    this.addEventListener("stage-loading", (event) => {
      this.querySelector("[data-loading]").hidden = !event.detail;
    });
    this.showPanel(panel);
    this.unrollStrip();
    this.prepareNeighbours();
    this.dispatchEvent(new CustomEvent("picture-shown", { bubbles: true }));
    if (another) this.arrive();
    another = true;
  }

  arrive() {
    this.say(this.dataset.said);
    setTimeout(() => {
      if (document.activeElement === document.body) this.take();
    });
  }

  disconnectedCallback() {
    this.leaving.abort();
    clearTimeout(this.speaking);
  }

  // --- To another picture ------------------------------------------------------------------------
  // By so many pictures; a second press while the first is on its way goes one further.
  move(by) {
    const links = [...this.querySelectorAll("[data-strip] a")];
    const now = this.wanted ?? links.findIndex((link) => link.ariaCurrent);
    const link = links[now + by];
    if (!link) return false;
    this.wanted = now + by;
    this.go(link.getAttribute("href"));
    return true;
  }

  // While one picture is on its way another may be wanted: the first answer is then not shown any more.
  async go(address) {
    this.later = this.busy ? address : "";
    if (this.busy) return;
    this.busy = true;
    try {
      await htmx.ajax("GET", address, { source: this, target: this, swap: "outerHTML" });
    } catch {
      // There is no connection, which a toast says.
    }
    this.busy = false;
    if (this.later) this.go(this.later);
    else delete this.wanted;
  }

  // Focus stays on what was pressed where that is still there; what is gone gives it to the picture.
  take() {
    (this.stage ?? this.querySelector("#picture-close")).focus({ preventScroll: true });
  }

  // Both are asked for when this one is there: the next press shows its picture at once.
  prepareNeighbours() {
    const picture = this.querySelector(".stage-canvas img");
    const ask = () => {
      for (const link of this.querySelectorAll("[data-view][rel]")) new Image().src = link.dataset.view;
    };
    if (picture?.complete) ask();
    else picture?.addEventListener("load", ask, { once: true });
  }

  unrollStrip() {
    const strip = this.querySelector("[data-strip]");
    if (!strip) return;
    for (const picture of strip.querySelectorAll("[data-placeholder]")) {
      picture.style.backgroundColor = picture.dataset.placeholder;
    }
    const current = strip.querySelector("[aria-current]");
    strip.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - strip.clientWidth / 2;
  }

  // --- What is shown and said --------------------------------------------------------------------
  zoomed() {
    const { zoomed, percent } = this.stage;
    const label = this.querySelector("[data-zoom=toggle]");
    const words = zoomed ? `${percent} %` : `${label.dataset.fit}, ${percent} %`;
    if (label.textContent === words) return;
    label.textContent = words;
    // The first fit is no news.
    if (this.fitted) this.say(words);
    this.fitted = true;
  }

  say(words) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.status.textContent = words), 400);
  }

  showPanel(wanted) {
    panel = wanted;
    this.toggleAttribute("data-wide", !wanted);
    this.querySelector("[data-panel]").setAttribute("aria-expanded", String(wanted));
  }

  // --- Pointer and keys --------------------------------------------------------------------------
  click(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-move]");
    const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (link) {
      event.preventDefault();
      if (link.rel) this.move(link.rel === "next" ? 1 : -1);
      else if (!link.ariaCurrent) this.go(link.getAttribute("href"));
    } else if (zoom) this.zoom(zoom);
    else if (event.target.closest("[data-panel]")) this.showPanel(!panel);
    const more = this.querySelector(".picture-more[open]");
    if (more && !event.target.closest("summary")) more.open = false;
  }

  zoom(how) {
    if (how === "in") this.stage.step(1);
    else if (how === "out") this.stage.step(-1);
    else if (how === "fit") this.stage.toFit();
    else this.stage.toggle();
  }

  // Keys of what is marked here come before those of the page below. What follows G leads elsewhere.
  key(event) {
    if (otherBusiness(event) || document.querySelector("dialog:modal, :popover-open")) return;
    const second = event.timeStamp - going < 1200;
    going = event.key === "g" ? event.timeStamp : -Infinity;
    if (second) return;
    if (event.key === "Escape" && document.querySelector(".drawer[open]")) return;
    if (this.acts(event)) event.preventDefault();
  }

  acts(event) {
    const { key } = event;
    if (event.shiftKey && key !== "+" && key !== "?") return false;
    if (this.stage?.nudge(key)) return true;
    if (key in MOVES) return this.move(MOVES[key]);
    const more = this.querySelector(".picture-more[open]");
    if (key === "Escape" && more) {
      more.open = false;
      more.querySelector("summary").focus();
      return true;
    }
    if (event.repeat && !["j", "k", "+", "=", "-"].includes(key)) return false;
    const name = key === "=" ? "+" : key.length === 1 ? key.toLowerCase() : key;
    const marked = this.querySelector(`[data-key="${CSS.escape(name)}"]`);
    marked?.click();
    return Boolean(marked);
  }
}

customElements.define("picture-viewer", PictureViewer);
