// <before-after>: two pictures over each other and a line between them that can be moved by drag, click
// and keys. The range input inside is what keyboards and screen readers use.
const SLACK = 6;
const MOVES = { ArrowLeft: -10, ArrowDown: -10, ArrowRight: 10, ArrowUp: 10 };

class BeforeAfter extends HTMLElement {
  connectedCallback() {
    if (this.range) return;
    this.range = this.querySelector("input[type=range]");
    this.before = this.querySelector("img.before");
    this.line = this.querySelector(".before-after-line");
    this.range.addEventListener("input", () => this.show());
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("pointerdown", (event) => this.down(event));
    this.addEventListener("pointermove", (event) => this.move(event));
    this.addEventListener("pointerup", (event) => this.up(event));
    this.addEventListener("pointercancel", () => (this.start = null));
    this.show();
  }

  show() {
    const percent = Number(this.range.value);
    this.before.style.clipPath = `inset(0 ${100 - percent}% 0 0)`;
    this.line.style.insetInlineStart = `${percent}%`;
    this.toggleAttribute("data-low", percent < 14);
    this.toggleAttribute("data-high", percent > 86);
  }

  set(percent) {
    this.range.value = Math.round(Math.max(0, Math.min(100, percent)));
    this.show();
  }

  // One percent a key is the browser's own; with Shift it is ten.
  key(event) {
    if (!event.shiftKey || !(event.key in MOVES)) return;
    event.preventDefault();
    this.set(Number(this.range.value) + MOVES[event.key]);
  }

  down(event) {
    if (event.button !== 0 || event.target.closest("a, button")) return;
    this.start = event.clientX;
    this.dragging = event.pointerType === "mouse";
    if (!this.dragging) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.range.focus({ preventScroll: true });
    this.follow(event);
  }

  // A finger that scrolls the page is no drag: it has to go sideways first.
  move(event) {
    if (this.start == null) return;
    if (!this.dragging && Math.abs(event.clientX - this.start) > SLACK) {
      this.dragging = true;
      this.setPointerCapture(event.pointerId);
    }
    if (this.dragging) this.follow(event);
  }

  up(event) {
    if (this.start != null && !this.dataset.held) this.follow(event);
    this.start = null;
    this.dragging = false;
  }

  follow(event) {
    const box = this.getBoundingClientRect();
    this.set(((event.clientX - box.left) / box.width) * 100);
  }
}

customElements.define("before-after", BeforeAfter);
