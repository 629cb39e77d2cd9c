// Selecting pictures: by their boxes, by range, by keys. The checked boxes are the selection; there is no
// other. Tiles that were deleted are only hidden, so that Undo puts them back where they were.
import { download, fits } from "./downloads.js";
import { otherBusiness } from "./shortcuts.js";

const ANY = "00000000-0000-0000-0000-000000000000";
const MOST = 500;
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

class PictureSelection extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.clicked(event), true);
    this.addEventListener("change", () => this.show());
    this.addEventListener("reset", () => queueMicrotask(() => this.show()));
    this.addEventListener("focusin", (event) => this.enter(event.target.closest(".gallery-tile")));
    this.addEventListener("laid-out", () => this.rove());
    this.addEventListener("htmx:configRequest", (event) => this.send(event));
    this.addEventListener("htmx:afterSettle", () => this.show());
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.body.addEventListener("pictures-gone", (event) => this.hide(event.detail.moment));
    document.body.addEventListener("pictures-back", (event) => this.bringBack(event.detail.moment));
    document.body.addEventListener("pictures-starred", () => this.star("true"));
    document.body.addEventListener("pictures-unstarred", () => this.star("false"));
    document.addEventListener("htmx:afterSettle", (event) => this.follow(event.target));
    this.sent = [];
    this.rove();
    this.show();
  }

  get rows() {
    return this.querySelector("justified-rows")?.rows ?? [];
  }

  get tiles() {
    return this.rows.flat();
  }

  get picked() {
    return [...this.querySelectorAll(".gallery-tile:not([hidden]) > .gallery-pick:checked")];
  }

  get bar() {
    return this.querySelector("#selection");
  }

  // --- Which tile is meant ---------------------------------------------------------------------
  // One tile is in the order of the Tab key; arrows go to the others.
  rove() {
    for (const tile of this.tiles) {
      if (!("roved" in tile.dataset)) this.reach(tile, false);
    }
    if (!this.current?.isConnected || this.current.hidden) this.enter(this.tiles[0]);
  }

  reach(tile, on) {
    tile.dataset.roved = "";
    for (const part of tile.querySelectorAll("a, input, button")) part.tabIndex = on ? 0 : -1;
  }

  enter(tile) {
    if (!tile || tile === this.current) return;
    if (this.current) this.reach(this.current, false);
    this.current = tile;
    this.reach(tile, true);
  }

  // The focused tile, else the one under the pointer.
  get meant() {
    return document.activeElement?.closest?.(".gallery-tile") ?? this.querySelector(".gallery-tile:hover");
  }

  go(tile) {
    if (!tile) return;
    this.enter(tile);
    tile.querySelector("a").focus();
  }

  // --- Pointer ---------------------------------------------------------------------------------
  clicked(event) {
    const tile = event.target.closest(".gallery-tile");
    if (!tile) return this.button(event);
    if (event.target.closest(".gallery-star")) return this.toggleStar(tile);
    const box = event.target.closest(".gallery-pick");
    const range = event.shiftKey && (box || this.picked.length > 0);
    if (range) {
      // The box must not toggle back after the range was set.
      event.preventDefault();
      event.stopPropagation();
      setTimeout(() => this.range(tile));
    } else if (box) {
      this.anchor = tile;
    }
  }

  button(event) {
    const button = event.target.closest("[data-download]");
    if (button) this.download(button);
  }

  // --- Selecting -------------------------------------------------------------------------------
  toggle(tile) {
    const box = tile.querySelector(".gallery-pick");
    box.checked = !box.checked;
    this.anchor = tile;
    this.show();
  }

  range(tile) {
    const tiles = this.tiles;
    const ends = [tiles.indexOf(this.anchor), tiles.indexOf(tile)];
    if (ends[0] < 0) ends[0] = ends[1];
    for (const one of tiles.slice(Math.min(...ends), Math.max(...ends) + 1)) {
      one.querySelector(".gallery-pick").checked = true;
    }
    this.show();
  }

  clear() {
    for (const box of this.picked) box.checked = false;
    this.show();
  }

  show() {
    const bar = this.bar;
    if (!bar) return;
    const picked = this.picked;
    this.toggleAttribute("data-picking", picked.length > 0);
    bar.toggleAttribute("data-open", picked.length > 0);
    if (!picked.length) return;
    const { one, many, most } = bar.dataset;
    const tooMany = picked.length > MOST;
    const words = picked.length === 1 ? one : many.replace("%d", picked.length.toLocaleString());
    bar.querySelector("[data-count]").textContent = tooMany ? `${words}. ${most}` : words;
    bar.elements.pictures.value = picked.map((box) => box.value).join();
    for (const button of bar.querySelectorAll(".bulk-actions button")) button.disabled = tooMany;
    const button = bar.querySelector("[data-download]");
    if (button) button.hidden = !fits(picked.length);
    this.showStar(bar.querySelector("[data-star]"), picked);
  }

  showStar(button, picked) {
    if (!button) return;
    const all = picked.every((box) => this.starOf(box.parentElement)?.ariaPressed === "true");
    button.value = all ? "no" : "yes";
    button.querySelector("span").textContent = all ? button.dataset.unstar : button.dataset.star;
  }

  // --- What is done to them --------------------------------------------------------------------
  // One field with all ids: a form may not have hundreds of fields.
  send(event) {
    if (!event.target.closest("#selection")) return;
    event.detail.formData.delete("picture");
    this.sent = this.picked.map((box) => box.parentElement);
  }

  hide(moment) {
    const next = this.tiles.find((tile) => !this.sent.includes(tile) && this.isBehind(tile));
    for (const tile of this.sent) {
      tile.querySelector(".gallery-pick").checked = false;
      tile.dataset.gone = moment;
      tile.hidden = true;
    }
    this.sent = [];
    this.show();
    const rest = next ?? this.tiles.findLast((tile) => !tile.hidden);
    if (rest) this.go(rest);
    else htmx.trigger("#search", "submit");
  }

  isBehind(tile) {
    const first = this.sent[0];
    return first && first.compareDocumentPosition(tile) & Node.DOCUMENT_POSITION_FOLLOWING;
  }

  bringBack(moment) {
    const tiles = [...this.querySelectorAll(`[data-gone="${CSS.escape(moment)}"]`)];
    for (const tile of tiles) {
      tile.hidden = false;
      delete tile.dataset.gone;
    }
    if (tiles.length) queueMicrotask(() => this.go(tiles[0]));
    else htmx.trigger("#search", "submit");
  }

  starOf(tile) {
    return tile.querySelector(".gallery-star");
  }

  toggleStar(tile) {
    const star = this.starOf(tile);
    const button = this.bar?.querySelector("[data-star]");
    if (!star || !button) return;
    this.sent = [tile];
    const wanted = star.ariaPressed === "true" ? "no" : "yes";
    const values = { pictures: tile.querySelector(".gallery-pick").value, wanted };
    htmx.ajax("POST", button.getAttribute("hx-post"), { source: star, swap: "none", values });
  }

  star(pressed) {
    for (const tile of this.sent) this.starOf(tile).ariaPressed = pressed;
    this.sent = [];
    this.show();
  }

  // The star of the same picture in the lightbox was pressed.
  follow(star) {
    if (!star.matches?.(".star[id^=star-]")) return;
    const tile = document.getElementById(`picture-${star.id.slice(5)}`);
    const own = tile && this.starOf(tile);
    if (own) own.ariaPressed = star.ariaPressed;
  }

  download({ dataset }) {
    if (fits(this.picked.length)) {
      download(this.picked.map((box) => dataset.download.replace(ANY, box.value)));
    } else {
      const detail = { words: dataset.tooMany, only: "many" };
      document.body.dispatchEvent(new CustomEvent("toast", { detail }));
    }
  }

  // F and D with a selection are the buttons of its bar.
  toSelection(key) {
    const button = { f: "[data-star]", d: "[data-download]" }[key];
    const found = button && this.bar?.querySelector(button);
    found?.click();
    return Boolean(found);
  }

  // --- Keys ------------------------------------------------------------------------------------
  pressed(event) {
    if (otherBusiness(event) || document.querySelector("dialog[open]")) return;
    if (this.handle(event)) event.preventDefault();
  }

  handle({ key, shiftKey, repeat, target }) {
    const tile = this.meant;
    const inside = target.closest?.(".gallery-tile");
    if (key === "Escape") return this.picked.length > 0 && (this.clear(), true);
    // From nowhere, → leads to the pictures; ↑ and ↓ scroll.
    if (key === "ArrowRight" && target === document.body) return this.go(this.current), true;
    if (key in STEPS) return Boolean(inside) && (this.step(inside, ...STEPS[key]), true);
    if (key === " ") return Boolean(target.closest?.(".gallery-tile a")) && (target.click(), true);
    if (this.singleKeys && !repeat && this.picked.length && this.toSelection(key)) return true;
    if (!this.singleKeys || !tile) return false;
    if (key === "s") return this.toggle(tile), true;
    if (key === "S" && shiftKey) return this.range(tile), true;
    if (key === "f") return this.toggleStar(tile), true;
    return false;
  }

  get singleKeys() {
    return document.documentElement.dataset.singleKeys !== "off";
  }

  step(tile, down, right) {
    const rows = this.rows;
    const row = rows.findIndex((one) => one.includes(tile));
    if (right) {
      const tiles = this.tiles;
      return this.go(tiles[tiles.indexOf(tile) + right]);
    }
    const next = rows[row + down];
    if (!next) return;
    const middle = (one) => one.offsetLeft + one.offsetWidth / 2;
    const away = (one) => Math.abs(middle(one) - middle(tile));
    this.go(next.reduce((best, one) => (away(one) < away(best) ? one : best)));
  }
}

customElements.define("picture-selection", PictureSelection);
