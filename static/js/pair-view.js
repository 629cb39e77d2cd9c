// <pair-view>: two pictures under one slider, or side by side with a zoom and a pan that both share.
import { otherBusiness } from "./shortcuts.js";

const MODES = { s: "slider", d: "side" };

class PairView extends HTMLElement {
  connectedCallback() {
    this.zoom = 1;
    this.x = this.y = 0.5;
    this.fingers = new Map();
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
      part.addEventListener("pointermove", (event) => this.move(event));
      for (const end of ["pointerup", "pointercancel"]) {
        part.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
      }
    }
    // Not the windows themselves, which grow with the zoom.
    this.resized = new ResizeObserver(() => this.place());
    this.resized.observe(this.querySelector(".pair-side"));
    this.show(this.dataset.mode);
  }

  disconnectedCallback() {
    this.resized.disconnect();
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

  // --- Zoom --------------------------------------------------------------------------------------
  // To a zoom, with what is under `at` of a window staying there.
  scale(zoom, part = null, at = null) {
    if (this.dataset.mode !== "side") return;
    const before = this.zoom;
    this.zoom = Math.max(1, Math.min(4, zoom));
    if (this.zoom > 1) {
      // The pictures themselves, once somebody looks closer than their thumbnails hold.
      for (const picture of this.querySelectorAll("[data-full]")) {
        picture.src = picture.dataset.full;
        delete picture.dataset.full;
      }
      if (at) this.keep(part, at, 1 / before - 1 / this.zoom);
    } else {
      this.x = this.y = 0.5;
    }
    this.place();
  }

  // Move the middle of what is seen towards a point of a window, by this share of the way to it.
  keep(part, at, share) {
    const box = part.getBoundingClientRect();
    const picture = part.querySelector("img");
    this.x += ((at.x - box.x - box.width / 2) / picture.offsetWidth) * share;
    this.y += ((at.y - box.y - box.height / 2) / picture.offsetHeight) * share;
  }

  pan(part, x, y) {
    const picture = part.querySelector("img");
    this.x -= x / (picture.offsetWidth * this.zoom);
    this.y -= y / (picture.offsetHeight * this.zoom);
    this.place();
  }

  place() {
    if (this.dataset.mode !== "side") return;
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

  // --- Pointer -----------------------------------------------------------------------------------
  wheel(event) {
    event.preventDefault();
    const at = { x: event.clientX, y: event.clientY };
    this.scale(this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.currentTarget, at);
  }

  down(event) {
    if (event.button) return;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  move(event) {
    const was = this.fingers.get(event.pointerId);
    if (!was) return;
    const is = { x: event.clientX, y: event.clientY };
    const [other] = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.fingers.set(event.pointerId, is);
    const part = event.currentTarget;
    if (other) this.pinch(part, was, is, other);
    else this.pan(part, is.x - was.x, is.y - was.y);
  }

  // Two fingers: their distance zooms, their middle moves.
  pinch(part, was, is, other) {
    const distance = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    const middle = { x: (was.x + other.x) / 2, y: (was.y + other.y) / 2 };
    this.scale((this.zoom * distance(is)) / distance(was), part, middle);
    this.pan(part, (is.x - was.x) / 2, (is.y - was.y) / 2);
  }

  // --- Keys --------------------------------------------------------------------------------------
  key(event) {
    if (otherBusiness(event)) return;
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
