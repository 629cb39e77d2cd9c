// Justified rows from the width and height attributes, in the server's order. A heading begins a new row;
// the last row of a day is not stretched past a quarter more than its height.
const GAP = 4;
const STRETCH = 1.25;
// Narrower than this nothing could be pressed: taller pictures are cropped at both ends.
const NARROWEST = 1 / 3;
const PHONE = 700;
const HEIGHTS = { small: [124, 80], medium: [188, 116], large: [284, 188] };

class JustifiedRows extends HTMLElement {
  static observedAttributes = ["data-density"];

  connectedCallback() {
    this.width = 0;
    this.rows = [];
    this.resized = new ResizeObserver(() => {
      if (Math.floor(this.getBoundingClientRect().width) !== this.width) this.layout();
    });
    this.grown = new MutationObserver(() => this.layout());
    this.resized.observe(this);
    this.grown.observe(this, { childList: true, subtree: true, attributeFilter: ["hidden"] });
    this.layout();
  }

  disconnectedCallback() {
    this.resized.disconnect();
    this.grown.disconnect();
  }

  attributeChangedCallback() {
    if (this.rows) this.layout();
  }

  // Sets every size, and leaves the rows of tiles in `rows`.
  layout() {
    this.width = Math.floor(this.getBoundingClientRect().width);
    if (!this.width) return;
    this.rows = [];
    let row = [];
    for (const child of this.children) {
      if (child.hidden) continue;
      const picture = child.matches(".gallery-tile") && child.querySelector("img");
      if (!picture) {
        this.set(row, STRETCH);
        row = [];
        continue;
      }
      if (!child.dataset.sized) this.prepare(child, picture);
      row.push({ tile: child, ratio: Number(child.dataset.sized) });
      row = this.broken(row);
    }
    this.set(row, STRETCH);
    this.dataset.ready = "";
    this.dispatchEvent(new CustomEvent("laid-out", { bubbles: true }));
  }

  // Ends the row where it is full, with or without its last tile, whichever is nearer to the wanted height.
  broken(row) {
    const height = this.height(row);
    if (height > this.target) return row;
    const shorter = row.slice(0, -1);
    const taller = shorter.length ? this.height(shorter) : Infinity;
    if (taller <= this.target * STRETCH && taller / this.target < this.target / height) {
      this.set(shorter, Infinity);
      return this.broken(row.slice(-1));
    }
    this.set(row, Infinity);
    return [];
  }

  get target() {
    const [wide, narrow] = HEIGHTS[this.dataset.density] ?? HEIGHTS.medium;
    return this.width < PHONE ? narrow : wide;
  }

  // How tall a row is that fills the width.
  height(row) {
    const ratios = row.reduce((sum, { ratio }) => sum + ratio, 0);
    return (this.width - GAP * (row.length - 1)) / ratios;
  }

  set(row, stretch) {
    if (!row.length) return;
    const full = this.height(row) <= this.target * stretch;
    const height = full ? this.height(row) : this.target;
    let left = this.width - GAP * (row.length - 1);
    row.forEach(({ tile, ratio }, index) => {
      const width = full && index === row.length - 1 ? left : Math.floor(height * ratio);
      left -= width;
      this.size(tile, width, Math.floor(height));
    });
    this.rows.push(row.map(({ tile }) => tile));
  }

  // Tiles that keep their size are not touched: a page more costs a page, not everything before it.
  size(tile, width, height) {
    const key = `${width}x${height}`;
    if (tile.dataset.box === key) return;
    tile.dataset.box = key;
    tile.style.width = `${width}px`;
    tile.style.height = `${height}px`;
    tile.toggleAttribute("data-narrow", width < 140);
  }

  prepare(tile, picture) {
    const ratio = picture.getAttribute("width") / picture.getAttribute("height");
    tile.dataset.sized = Math.max(ratio, NARROWEST);
    if (picture.dataset.placeholder) tile.style.backgroundColor = picture.dataset.placeholder;
  }
}

customElements.define("justified-rows", JustifiedRows);
