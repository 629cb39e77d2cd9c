// Files from outside and pictures from the thread can be dropped anywhere; words say what they become.
class DropWords extends HTMLElement {
  connectedCallback() {
    this.tray = this.closest("reference-tray");
    this.box = this.closest(".prompt-box");
    this.leaving = new AbortController();
    const page = { signal: this.leaving.signal };
    document.addEventListener("dragstart", (event) => this.start(event), page);
    document.addEventListener("dragover", (event) => this.over(event), page);
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.hide();
    }, page);
    document.addEventListener("drop", (event) => this.drop(event), page);
    document.addEventListener("dragend", () => this.end(), page);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  // A frame of the thread, by the id of its picture.
  start(event) {
    this.picture = event.target.closest?.(".frame[data-image]")?.dataset.image ?? null;
  }

  comes({ dataTransfer }) {
    return this.picture || (!this.tray.dragged && dataTransfer?.types.includes("Files"));
  }

  over(event) {
    if (!this.comes(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const files = [...(event.dataTransfer.items ?? [])].filter(({ kind }) => kind === "file");
    this.show(this.picture ? 1 : files.length);
  }

  // `count` is 0 where the browser does not say how many there are.
  show(count) {
    const { one, two, more, any, left, last, none } = this.dataset;
    const there = this.tray.tiles.length;
    const places = this.tray.limit - there;
    const fit = Math.min(count, places);
    const text = [any, one, two][fit] ?? more;
    this.hidden = false;
    this.box.dataset.drop = "";
    this.firstElementChild.textContent = places
      ? text.replace("{first}", there + 1).replace("{last}", there + fit)
      : this.tray.fullWords;
    this.lastElementChild.textContent = [none, last][places] ?? left.replace("{left}", places);
  }

  hide() {
    this.hidden = true;
    delete this.box.dataset.drop;
  }

  drop(event) {
    this.hide();
    if (!this.comes(event)) return;
    event.preventDefault();
    if (this.picture) this.tray.addPicture(this.picture);
    else this.tray.add([...event.dataTransfer.files]);
    this.picture = null;
  }

  end() {
    this.hide();
    this.picture = null;
  }
}

customElements.define("drop-words", DropWords);
