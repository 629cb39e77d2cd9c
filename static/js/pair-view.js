// <pair-view>: two pictures under one slider, or side by side with a zoom and a pan that both share.
const MODES = { s: "slider", d: "side" };

class PairView extends HTMLElement {
  connectedCallback() {
    this.zoom = 1;
    this.x = this.y = 0.5;
    this.range = this.querySelector("[data-zoom]");
    this.percent = this.querySelector(".pair-percent");
    this.range.addEventListener("input", () => this.scale(this.range.value / 100));
    this.addEventListener("change", (event) => {
      if (event.target.name === "pair-view") this.show(event.target.value);
    });
    this.closest("dialog").addEventListener("keydown", (event) => this.key(event));
    this.windows = [...this.querySelectorAll(".pair-window")];
    for (const part of this.windows) {
      const picture = part.querySelector("img");
      part.style.setProperty("--ratio", picture.getAttribute("width") / picture.getAttribute("height"));
      part.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      part.addEventListener("pointerdown", (event) => this.down(event));
      part.addEventListener("pointermove", (event) => this.drag(event));
      part.addEventListener("pointerup", () => (this.from = null));
      part.addEventListener("pointercancel", () => (this.from = null));
    }
    this.show(this.dataset.mode);
  }

  show(mode) {
    this.dataset.mode = mode;
    for (const part of this.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== mode;
    const radio = this.querySelector(`[name="pair-view"][value="${mode}"]`);
    if (radio) radio.checked = true;
    // What had the focus may be hidden now: keys are heard inside of the dialog only.
    const has = document.activeElement;
    if (has?.checkVisibility() && has !== document.body && has.type !== "range") return;
    (mode === "slider" ? this.querySelector("before-after input") : this.range).focus();
  }

  scale(zoom) {
    if (this.dataset.mode !== "side") return;
    this.zoom = Math.max(1, Math.min(4, zoom));
    if (this.zoom > 1) {
      // The pictures themselves, once somebody looks closer than their thumbnails hold.
      for (const picture of this.querySelectorAll("[data-full]")) {
        picture.src = picture.dataset.full;
        delete picture.dataset.full;
      }
    } else {
      this.x = this.y = 0.5;
    }
    this.place();
  }

  place() {
    this.style.setProperty("--zoom", this.zoom);
    // A window grows with its picture up to the stage, so that nothing empty is ever inside of it.
    const halves = this.windows.map((part) => {
      const picture = part.querySelector("img");
      const seen = (window, whole) => Math.min(window / (2 * whole * this.zoom), 0.5);
      return [seen(part.clientWidth, picture.offsetWidth), seen(part.clientHeight, picture.offsetHeight)];
    });
    const within = (at, half) => Math.max(half, Math.min(1 - half, at));
    this.x = within(this.x, Math.min(...halves.map(([half]) => half)));
    this.y = within(this.y, Math.min(...halves.map(([, half]) => half)));
    const shift = (at, half) => `${(0.5 - within(at, half)) * 100 * this.zoom}%`;
    this.windows.forEach((part, index) => {
      const picture = part.querySelector("img");
      const [across, down] = halves[index];
      picture.style.translate = `${shift(this.x, across)} ${shift(this.y, down)}`;
      picture.style.scale = String(this.zoom);
    });
    const whole = Math.round(this.zoom * 100);
    this.range.value = whole;
    this.percent.textContent = whole === 100 ? this.percent.dataset.fit : `${whole} %`;
  }

  wheel(event) {
    event.preventDefault();
    this.scale(this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
  }

  down(event) {
    this.from = [event.clientX, event.clientY, this.x, this.y];
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.from) return;
    const box = event.currentTarget.querySelector("img").getBoundingClientRect();
    const [x, y, atX, atY] = this.from;
    this.x = atX - (event.clientX - x) / box.width;
    this.y = atY - (event.clientY - y) / box.height;
    this.place();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.key.toLowerCase();
    const view = this.afterV ? MODES[pressed] : undefined;
    this.afterV = pressed === "v";
    if (view && this.querySelector(`[data-view="${view}"]`)) this.show(view);
    else if (pressed === "+" || pressed === "=") this.scale(this.zoom * 1.25);
    else if (pressed === "-" || pressed === "−") this.scale(this.zoom / 1.25);
    else if (pressed === "0") this.scale(1);
    else return;
    event.preventDefault();
  }
}

customElements.define("pair-view", PairView);
