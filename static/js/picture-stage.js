// The stage: one picture that can be zoomed and moved. At first it fits; 100 % is one of its pixels on one
// pixel of the screen. Sharper files are fetched only when the zoom shows more than the one at hand has.
const LEVELS = [0.05, 0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8];
const MOST = 8;
const PIXELATED = 4;
const STEP = 80;
const SWIPE = 48;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class PictureStage extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector(".stage-canvas");
    this.picture = this.canvas.querySelector("img");
    this.width = Number(this.dataset.width);
    this.height = Number(this.dataset.height);
    this.scale = null; // CSS pixels for a pixel of the picture; null: it fits
    this.x = this.y = 0; // the picture's middle, from that of the stage
    this.fingers = new Map();
    this.have = 0;
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this);
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.addEventListener("pointerdown", (event) => this.down(event));
    this.addEventListener("pointermove", (event) => this.move(event));
    this.addEventListener("pointerup", (event) => this.up(event));
    this.addEventListener("pointercancel", (event) => this.up(event));
    this.addEventListener("dblclick", (event) => this.toggle(event));
  }

  disconnectedCallback() {
    this.resized.disconnect();
    clearTimeout(this.later);
  }

  // --- Measures ----------------------------------------------------------------------------------
  get fit() {
    return Math.min(this.canvas.clientWidth / this.width, this.canvas.clientHeight / this.height);
  }

  get now() {
    return this.scale ?? this.fit;
  }

  get percent() {
    return Math.round(this.now * devicePixelRatio * 100);
  }

  get zoomed() {
    return this.scale !== null;
  }

  // --- Zoom --------------------------------------------------------------------------------------
  // To a scale, with the point under (x, y) of the window staying where it is.
  zoom(wanted, at = null) {
    const least = Math.min(this.fit, 1 / devicePixelRatio);
    const scale = Math.max(least, Math.min(wanted, MOST / devicePixelRatio));
    const box = this.getBoundingClientRect();
    const x = at ? at.x - box.x - box.width / 2 : 0;
    const y = at ? at.y - box.y - box.height / 2 : 0;
    const by = scale / this.now;
    this.x = x - (x - this.x) * by;
    this.y = y - (y - this.y) * by;
    this.scale = Math.abs(scale / this.fit - 1) < 0.002 ? null : scale;
    this.draw();
  }

  // One level in (1) or out (-1); the fit is a level too.
  step(by) {
    const levels = [...LEVELS.map((level) => level / devicePixelRatio), this.fit].sort((a, b) => a - b);
    const next = levels.filter((level) => (by > 0 ? level > this.now * 1.01 : level < this.now * 0.99));
    if (next.length) this.zoom(by > 0 ? next[0] : next[next.length - 1]);
  }

  toFit() {
    this.scale = null;
    this.draw();
  }

  toggle(at = null) {
    if (this.zoomed) this.toFit();
    else this.zoom(1 / devicePixelRatio, at);
  }

  // By an arrow key; false when there is nothing to be moved.
  nudge(key) {
    if (!this.zoomed || !ARROWS[key]) return false;
    const [x, y] = ARROWS[key];
    this.pan(x * STEP, y * STEP);
    return true;
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.draw();
  }

  // --- Drawing -----------------------------------------------------------------------------------
  draw() {
    if (!this.clientWidth || !this.fit) return;
    if (this.zoomed) this.hold();
    else this.x = this.y = 0;
    const by = this.now / this.fit;
    this.canvas.style.transform = this.zoomed ? `translate(${this.x}px, ${this.y}px) scale(${by})` : "";
    this.toggleAttribute("data-zoomed", this.zoomed);
    this.toggleAttribute("data-pixelated", this.now * devicePixelRatio >= PIXELATED);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.sharpen(), 120);
    this.dispatchEvent(new CustomEvent("stage-zoom", { bubbles: true }));
  }

  // No edge comes further in than that of the stage; a pixel of the picture lies on one of the screen.
  hold() {
    this.x = this.held(this.x, this.width * this.now, this.clientWidth);
    this.y = this.held(this.y, this.height * this.now, this.clientHeight);
  }

  held(middle, size, room) {
    const most = Math.max((size - room) / 2, 0);
    const edge = (room - size) / 2;
    const at = edge + Math.max(-most, Math.min(middle, most));
    return Math.round(at * devicePixelRatio) / devicePixelRatio - edge;
  }

  // The first file that has enough pixels lies over the others as soon as it is decoded: nothing flashes.
  // From 100 % on somebody looks at the pixels themselves, so it is the original and no thumbnail.
  async sharpen() {
    const shown = this.now * devicePixelRatio;
    const need = shown >= 1 ? Infinity : this.width * shown * 0.98;
    const have = Math.max(this.have, this.loaded);
    const file = this.files.find(({ width }) => width >= need) ?? this.files.at(-1);
    if (need <= have) return;
    const sharper = new Image();
    sharper.alt = "";
    sharper.draggable = false;
    sharper.src = file.source;
    this.have = file.name === "original" ? Infinity : file.width;
    this.loading(1);
    try {
      await sharper.decode();
      this.canvas.append(sharper);
      this.dataset.shows = file.name;
    } catch {
      this.have = have; // what is there stays; the next zoom tries again
    }
    this.loading(-1);
  }

  get files() {
    const { tile, tileWidth, view, viewWidth, original } = this.dataset;
    return [
      { name: "tile", source: tile, width: Number(tileWidth) },
      { name: "view", source: view, width: Number(viewWidth) },
      { name: "original", source: original, width: this.width },
    ];
  }

  // How wide the file is that the browser chose for the page.
  get loaded() {
    return this.files.find(({ source }) => this.picture.currentSrc.endsWith(source))?.width ?? 0;
  }

  loading(by) {
    this.asked = (this.asked ?? 0) + by;
    this.dispatchEvent(new CustomEvent("stage-loading", { bubbles: true, detail: this.asked > 0 }));
  }

  // --- Pointer -----------------------------------------------------------------------------------
  wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const lines = event.deltaMode ? 16 : 1;
      const by = Math.max(-120, Math.min(event.deltaY * lines, 120));
      this.zoom(this.now * Math.exp(-by / 300), event);
    } else if (this.zoomed) {
      event.preventDefault();
      const [x, y] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
      this.pan(-x, -y);
    }
  }

  down(event) {
    if (event.button || event.target.closest("a, button")) return;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size === 1) this.began = { x: event.clientX, y: event.clientY, alone: true };
    else if (this.began) this.began.alone = false;
    // Only what is dragged is held on to: a double click must still be one.
    if (this.zoomed || this.fingers.size > 1) this.setPointerCapture(event.pointerId);
  }

  move(event) {
    const was = this.fingers.get(event.pointerId);
    if (!was) return;
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId);
    const is = { x: event.clientX, y: event.clientY };
    this.fingers.set(event.pointerId, is);
    if (others.length) this.pinch(was, is, others[0][1]);
    else if (this.zoomed) this.pan(is.x - was.x, is.y - was.y);
  }

  // Two fingers: their distance zooms, their middle moves.
  pinch(was, is, other) {
    const distance = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    this.zoom((this.now * distance(is)) / distance(was), {
      x: (was.x + other.x) / 2,
      y: (was.y + other.y) / 2,
    });
    if (this.zoomed) this.pan((is.x - was.x) / 2, (is.y - was.y) / 2);
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId) || this.fingers.size) return;
    const { x, y, alone } = this.began;
    const [across, down] = [event.clientX - x, event.clientY - y];
    const swiped = event.type === "pointerup" && event.pointerType === "touch" && alone && !this.zoomed;
    if (swiped && Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) {
      this.dispatchEvent(new CustomEvent("stage-swipe", { bubbles: true, detail: across < 0 ? 1 : -1 }));
    }
  }
}

customElements.define("picture-stage", PictureStage);
