// Justified rows from the width and height attributes. Headings begin a new row; the last row of a
// day is not stretched past a quarter more than its height.
const GAP = 4;
const STRETCH = 1.25;

class JustifiedRows extends HTMLElement {
  connectedCallback() {
    this.width = 0;
    this.resized = new ResizeObserver(() => {
      if (Math.floor(this.getBoundingClientRect().width) !== this.width) this.layout();
    });
    this.grown = new MutationObserver(() => this.layout());
    this.resized.observe(this);
    this.grown.observe(this, { childList: true });
    this.layout();
  }

  disconnectedCallback() {
    this.resized.disconnect();
    this.grown.disconnect();
  }

  layout() {
    this.width = Math.floor(this.getBoundingClientRect().width);
    if (!this.width) return;
    let row = [];
    for (const child of this.children) {
      const picture = child.matches(".gallery-tile") && child.querySelector("img");
      if (picture) {
        this.colour(picture);
        row.push({ tile: child, ratio: picture.getAttribute("width") / picture.getAttribute("height") });
        if (this.natural(row) >= this.width) row = this.set(row, Infinity);
      } else {
        row = this.set(row, STRETCH);
      }
    }
    this.set(row, STRETCH);
  }

  get target() {
    return this.width < 700 ? 116 : 188;
  }

  natural(row) {
    return row.reduce((sum, { ratio }) => sum + ratio, 0) * this.target + GAP * (row.length - 1);
  }

  // Gives one row its sizes; returns the next, empty row.
  set(row, stretch) {
    if (!row.length) return [];
    const ratios = row.reduce((sum, { ratio }) => sum + ratio, 0);
    const room = this.width - GAP * (row.length - 1);
    const full = room / ratios <= this.target * stretch;
    const height = full ? room / ratios : this.target;
    let left = room;
    row.forEach(({ tile, ratio }, index) => {
      const last = full && index === row.length - 1;
      const width = last ? left : Math.floor(height * ratio);
      left -= width;
      tile.style.width = `${width}px`;
      tile.style.height = `${Math.floor(height)}px`;
      tile.dataset.sized = "";
    });
    return [];
  }

  colour(picture) {
    if (picture.dataset.placeholder) picture.style.backgroundColor = picture.dataset.placeholder;
  }
}

customElements.define("justified-rows", JustifiedRows);
