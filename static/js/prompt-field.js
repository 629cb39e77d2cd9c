// The prompt: grows with its text, and tints what it says of pictures in a layer behind the letters.
import { pieces } from "./mentions.js";

const TOUCH = matchMedia("(pointer: coarse)");
const GROWS = CSS.supports("field-sizing", "content");

class PromptField extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.mirror = this.querySelector(".prompt-mirror");
    this.area.addEventListener("input", () => this.draw());
    this.area.addEventListener("scroll", () => this.follow(), { passive: true });
    this.resized = new ResizeObserver(() => this.follow());
    this.resized.observe(this.area); // and says so at once: nothing is measured before there is a layout
    this.mark();
    if (!GROWS) this.grow();
  }

  disconnectedCallback() {
    this.resized.disconnect();
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.draw();
  }

  // Put a text in the place of what is there, so that the browser's own undo brings that back.
  replace(text) {
    this.area.focus();
    this.area.select();
    const done = text
      ? document.execCommand("insertText", false, text)
      : document.execCommand("delete", false);
    if (!done || this.area.value !== text) this.area.value = text;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    this.mark();
    if (!GROWS) this.grow();
    this.follow();
  }

  mark() {
    const { form } = this.area;
    const pictures = form.querySelectorAll(".tile:not(.tile-add)").length;
    // With an empty tray, whoever continues from a picture speaks of those of earlier turns.
    const continues = form.elements.continues_from?.value;
    const known = !pictures && continues;
    this.area.placeholder = this.dataset[continues ? "change" : TOUCH.matches ? "touch" : "describe"];
    const shown = pieces(this.area.value, this.dataset.word).map(({ text, number }) => {
      if (number === undefined) return text;
      const mark = document.createElement("mark");
      mark.textContent = text;
      if (!known && (number < 1 || number > pictures)) mark.dataset.missing = "";
      return mark;
    });
    // A last empty line has a height only with something in it.
    this.mirror.replaceChildren(...shown, "\u200b");
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  // The layer wraps where the letters do, also beside a scroll bar, and scrolls with them.
  follow() {
    this.mirror.style.width = `${this.area.clientWidth}px`;
    this.mirror.style.height = `${this.area.clientHeight}px`;
    this.mirror.scrollTop = this.area.scrollTop;
  }
}

customElements.define("prompt-field", PromptField);
