// <tile-menu>: what can be done to a reference, in words, by a press on it: for fingers, which drag badly, and
// for whoever does not know the keys. It stays open while the picture is moved on.
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

class TileMenu extends HTMLElement {
  connectedCallback() {
    this.tray = this.closest("reference-tray");
    this.items = [...this.querySelectorAll("[role=menuitem]")];
    this.tray.addEventListener("click", ({ target }) => {
      if (target.closest(".tile-handle")) this.open(target.closest(".tile"));
    });
    this.addEventListener("click", ({ target }) => this.act(target.closest("[role=menuitem]")));
    this.addEventListener("keydown", (event) => this.key(event));
  }

  // The server's tile for a picture may have come in the place of the one that was pressed.
  get tile() {
    return this.tray.tiles.find(({ dataset }) => dataset.reference === this.dataset.of);
  }

  open(tile) {
    this.dataset.of = tile.dataset.reference;
    this.mark();
    this.showPopover();
    this.set();
    this.items.find((item) => item.ariaDisabled === "false").focus();
  }

  // At the ends there is no further to go.
  mark() {
    const { tiles } = this.tray;
    const at = tiles.indexOf(this.tile);
    for (const item of this.items) item.ariaDisabled = String(!tiles[at + Number(item.dataset.move ?? 0)]);
  }

  // Below its picture, or where there is no room above it. On a phone the style sheet puts it at the foot.
  set() {
    const floats = !matchMedia("(hover: none), (max-width: 900px)").matches;
    const { left, top, bottom } = this.tile.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this;
    const below = bottom + height + 8 < innerHeight;
    style.insetInlineStart = floats ? `${Math.max(8, Math.min(left, innerWidth - width - 8))}px` : "";
    style.insetBlockStart = floats ? `${below ? bottom + 4 : Math.max(8, top - height - 4)}px` : "";
  }

  act(item) {
    const { tile } = this;
    if (!item || item.ariaDisabled === "true") return;
    if (!tile || !item.dataset.move) this.hidePopover();
    if (!tile) return;
    if (item.dataset.move) {
      this.tray.move(tile, Number(item.dataset.move));
      this.mark();
      this.set();
      item.focus();
    } else {
      this.tray.remove(tile);
    }
  }

  key(event) {
    const by = STEPS[event.key];
    if (event.key === "Tab") this.hidePopover();
    else if (!by) return;
    else this.items.at((this.items.indexOf(document.activeElement) + by) % this.items.length).focus();
    event.preventDefault();
  }
}

customElements.define("tile-menu", TileMenu);
