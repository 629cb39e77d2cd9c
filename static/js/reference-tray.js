// The tray of references: what is in it, and in which order. The order is the pictures' number.
import "./drop-words.js";
import { renumbered } from "./mentions.js";
import "./tile-menu.js";
import { problem } from "./tray-problems.js";
import { Uploads } from "./uploads.js";

const TOUCH = matchMedia("(pointer: coarse)"); // where nobody drops or pastes
const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const ANY_ID = "00000000-0000-0000-0000-000000000000";
const FOCUSABLE = "button, input:not([type=hidden])";

class ReferenceTray extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.uploads = new Uploads(this);
    this.leaving = new AbortController();
    this.listen(this.leaving.signal);
    this.tiles.forEach((tile) => this.loaded(tile));
    this.number();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  listen(signal) {
    this.addEventListener("change", (event) => {
      if (event.target.type !== "file") return;
      event.stopPropagation();
      this.add([...event.target.files]);
      event.target.value = "";
    });
    this.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-remove]");
      if (remove) this.remove(remove.closest(".tile"));
    });
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dragstart", (event) => this.start(event));
    this.addEventListener("dragover", (event) => this.hover(event));
    this.addEventListener("dragend", () => this.end());
    this.addEventListener("htmx:load", (event) => this.loaded(event.target));
    this.addEventListener("htmx:oobBeforeSwap", (event) => this.keep(event.detail.fragment));
    document.addEventListener("paste", (event) => this.paste(event), { signal });
    document.addEventListener("use-as-reference", ({ detail }) => this.addPicture(detail.id), { signal });
    addEventListener("beforeunload", (event) => this.leave(event), { signal });
  }

  get list() {
    return this.querySelector(".tray");
  }

  get tiles() {
    return [...this.list.querySelectorAll(".tile:not(.tile-add)")];
  }

  get limit() {
    return Number(this.dataset.limit);
  }

  get fullWords() {
    return this.dataset.full.replace("{limit}", this.limit);
  }

  // --- Pictures in -----------------------------------------------------------------------------
  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    for (const file of files) {
      this.uploads.add({ name: file.name, url: this.dataset.url, file, large: async () => file });
    }
  }

  // A picture that was made here, by its id.
  addPicture(id) {
    const name = document.querySelector(`.frame[data-image="${CSS.escape(id)}"] figcaption b`)?.textContent ?? "";
    const large = async () => {
      const answer = await fetch(this.dataset.picture.replace(ANY_ID, id));
      return new File([await answer.blob()], name);
    };
    const shown = document.createElement("img");
    shown.src = this.dataset.thumbnail.replace(ANY_ID, id);
    shown.alt = "";
    this.uploads.add({ name, url: this.dataset.fromImage.replace(ANY_ID, id), file: null, shown, large });
  }

  // A place for a picture that is on its way, or null when the tray is full.
  waitingTile(name) {
    if (this.tiles.length >= this.limit) return null;
    const tile = this.querySelector("template[data-uploading]").content.firstElementChild.cloneNode(true);
    for (const part of tile.querySelectorAll("[aria-label]")) {
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace("{name}", () => name));
    }
    this.list.insertBefore(tile, this.list.lastElementChild);
    this.number();
    return tile;
  }

  // The server has the picture: its tile for the waiting one. False when it is in the tray already.
  place(html, tile) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const ready = holder.content.firstElementChild;
    if (this.list.querySelector(`[data-reference="${ready.dataset.reference}"]`)) {
      this.leaveTile(tile);
      return false;
    }
    // A picture of the thread is seen before its copy is prepared.
    const shown = tile.querySelector("img");
    if (shown && !ready.querySelector("img")) ready.prepend(shown);
    const focused = tile.contains(document.activeElement);
    tile.replaceWith(ready);
    if (focused) ready.querySelector("[data-remove]").focus();
    htmx.process(ready);
    this.loaded(ready);
    return true;
  }

  // A draft is on its way back: it holds these tiles, or another tab took them out. What is put in until it
  // is here comes behind its own.
  mark() {
    for (const tile of this.tiles) tile.dataset.known = "";
  }

  keep(fragment) {
    const tiles = this.tiles.filter(({ dataset: { known, state, reference } }) => {
      const twice = reference && fragment.querySelector(`[data-reference="${reference}"]`);
      return state === "uploading" || (known === undefined && !twice);
    });
    fragment.querySelector(".tile-add").before(...tiles);
    this.kept = tiles.length > 0;
  }

  // On a phone the tray is folded away: words say that a picture of the thread is in it.
  say() {
    if (this.list.checkVisibility()) return;
    const words = this.dataset.added.replace("{number}", this.tiles.length);
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { words } }));
  }

  // The server prepared the file and found it unusable: its tile becomes a row with the reason.
  loaded(tile) {
    if (tile.dataset?.state === "failed") {
      tile.remove();
      problem(this, { name: tile.dataset.name, words: tile.dataset.problem });
      this.changed();
    } else {
      this.number();
    }
  }

  leave(event) {
    if (this.querySelector(".tile[data-state=uploading]")) event.preventDefault();
  }

  // --- Order -----------------------------------------------------------------------------------
  key(event) {
    const tile = event.target.closest(".tile[data-reference]");
    if (!tile || !event.target.matches(".tile-handle")) return;
    if (event.key in MOVES) this.move(tile, MOVES[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") this.remove(tile);
    else return;
    event.preventDefault();
  }

  move(tile, by) {
    const tiles = this.tiles;
    const target = tiles[tiles.indexOf(tile) + by];
    if (!target) return;
    this.reorder(() => (by < 0 ? target.before(tile) : target.after(tile)));
    tile.querySelector(".tile-handle").focus();
  }

  remove(tile) {
    const neighbour = tile.nextElementSibling ?? tile.previousElementSibling;
    this.reorder(() => this.takeOut(tile));
    neighbour?.querySelector(FOCUSABLE)?.focus();
  }

  // What is still on its way into them is not sent any further.
  takeOut(...tiles) {
    for (const tile of tiles) tile.remove();
    for (const tile of tiles) tile.dispatchEvent(new Event("taken-out"));
  }

  // A tile goes by itself: the focus, if it had that, stays near.
  leaveTile(tile) {
    const focused = tile.contains(document.activeElement);
    const neighbour = tile.nextElementSibling;
    tile.remove();
    if (focused) neighbour?.querySelector(FOCUSABLE)?.focus();
  }

  clear() {
    this.takeOut(...this.tiles);
    this.changed();
  }

  start(event) {
    this.dragged = event.target.closest(".tile[data-reference]");
    if (!this.dragged) return;
    event.dataTransfer.effectAllowed = "move";
    this.dragged.dataset.dragging = "";
    this.before = this.tiles;
  }

  hover(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const over = event.target.closest?.(".tile[data-reference]");
    if (!over || over === this.dragged) return;
    const middle = over.getBoundingClientRect().left + over.offsetWidth / 2;
    if (event.clientX < middle) over.before(this.dragged);
    else over.after(this.dragged);
  }

  end() {
    if (!this.dragged) return;
    delete this.dragged.dataset.dragging;
    this.dragged = null;
    this.follow(this.before);
    this.changed();
  }

  reorder(change) {
    const before = this.tiles;
    change();
    this.follow(before);
    this.changed();
  }

  // "image 2" in the prompt goes on meaning the same picture. One that is gone becomes a number that no
  // picture has, so that it is seen.
  follow(before) {
    const field = this.form.querySelector("prompt-field");
    const now = this.tiles;
    const text = renumbered(field.value, this.dataset.word, (number) => {
      if (number < 1 || number > before.length) return null;
      const place = now.indexOf(before[number - 1]);
      return place < 0 ? before.length : place + 1;
    });
    if (text !== field.value) field.value = text;
  }

  // --- Words -----------------------------------------------------------------------------------
  number() {
    const tiles = this.tiles;
    tiles.forEach((tile, index) => {
      const { name = "" } = tile.dataset;
      const words = this.dataset.name.replace("{number}", index + 1).replace("{name}", () => name);
      tile.querySelector(".tile-handle")?.setAttribute("aria-label", words);
    });
    this.list.lastElementChild.hidden = tiles.length >= this.limit;
    const hint = this.dataset[`${tiles.length ? "some" : "none"}${TOUCH.matches ? "Touch" : ""}`];
    const words = hint.replace("{count}", tiles.length).replace("{limit}", this.limit);
    const shown = this.querySelector(".tray-hint");
    if (shown.textContent !== words) shown.textContent = words;
    this.form.querySelector("prompt-field").draw?.();
  }

  changed() {
    this.kept = false;
    this.number();
    this.dispatchEvent(new CustomEvent("references-changed", { bubbles: true }));
  }
}

customElements.define("reference-tray", ReferenceTray);
