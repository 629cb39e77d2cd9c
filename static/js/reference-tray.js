// The tray of references: one request a file, two at a time, an error row each; order is by place.
const AT_ONCE = 2;
const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

class ReferenceTray extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".tray");
    this.problems = this.querySelector(".tray-problems");
    this.adding = this.querySelector(".tile-add");
    this.box = this.closest(".prompt-box");
    this.form = this.closest("form");
    this.waiting = [];
    this.active = 0;
    this.leaving = new AbortController();
    this.listen();
    this.number();
    this.querySelectorAll(".tile[data-reference]").forEach((tile) => this.failed(tile));
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  listen() {
    const { signal } = this.leaving;
    const pick = this.querySelector("input[type=file]");
    pick.addEventListener("change", (event) => {
      event.stopPropagation();
      this.add([...pick.files]);
      pick.value = "";
    });
    document.addEventListener("paste", (event) => this.paste(event), { signal });
    this.box.addEventListener("dragover", (event) => this.over(event), { signal });
    this.box.addEventListener("dragleave", (event) => this.left(event), { signal });
    this.box.addEventListener("drop", (event) => this.drop(event), { signal });
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dragstart", (event) => this.start(event));
    this.addEventListener("dragend", () => this.end());
    this.addEventListener("htmx:load", (event) => this.failed(event.target));
  }

  get tiles() {
    return [...this.list.querySelectorAll(".tile:not(.tile-add)")];
  }

  get limit() {
    return Number(this.dataset.limit);
  }

  // --- Files in --------------------------------------------------------------------------------
  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  over(event) {
    if (!this.dragged && !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    if (this.dragged) this.hover(event);
    else this.box.dataset.drop = "";
  }

  left(event) {
    if (!this.box.contains(event.relatedTarget)) delete this.box.dataset.drop;
  }

  drop(event) {
    delete this.box.dataset.drop;
    if (this.dragged || !event.dataTransfer.files.length) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  }

  add(files) {
    for (const file of files) {
      if (this.tiles.length >= this.limit) {
        this.problem(file.name, this.dataset.full);
        continue;
      }
      if (file.size > this.dataset.bytes) {
        this.problem(file.name, this.dataset.large);
        continue;
      }
      const tile = this.querySelector("template[data-uploading]").content.firstElementChild.cloneNode(true);
      this.list.insertBefore(tile, this.adding);
      this.waiting.push({ file, tile });
    }
    this.number();
    this.next();
  }

  next() {
    while (this.active < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
  }

  send({ file, tile }) {
    this.active += 1;
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", this.dataset.url);
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) tile.querySelector("progress").value = event.loaded / event.total;
    };
    request.onloadend = () => {
      this.active -= 1;
      this.answered(request, file, tile);
      this.number();
      this.tell();
      this.next();
    };
    request.send(body);
  }

  answered(request, file, tile) {
    const type = request.getResponseHeader("Content-Type") ?? "";
    if (request.status === 201) {
      this.place(request.responseText, file, tile);
      return;
    }
    tile.remove();
    const again = request.status === 0 || request.status >= 500;
    let words = request.status === 0 ? this.dataset.offline : this.dataset.server;
    if (request.status === 413) words = this.dataset.large;
    if (type.startsWith("text/plain") && request.responseText) words = request.responseText;
    this.problem(file.name, words, again ? file : null);
  }

  place(html, file, tile) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const ready = holder.content.firstElementChild;
    if (this.list.querySelector(`[data-reference="${ready.dataset.reference}"]`)) {
      tile.remove();
      this.problem(file.name, this.dataset.twice);
      return;
    }
    tile.replaceWith(ready);
    htmx.process(ready);
    this.failed(ready);
  }

  // The server prepared the file and found it unusable: its tile becomes a row with the reason.
  failed(tile) {
    if (tile.dataset?.state !== "failed") return;
    tile.remove();
    this.problem(tile.dataset.name, tile.dataset.problem);
    this.number();
    this.tell();
  }

  problem(name, words, file = null) {
    const row = this.querySelector("template[data-problem]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-file]").textContent = name;
    row.querySelector("[data-reason]").textContent = words;
    row.querySelector("[data-dismiss]").addEventListener("click", () => row.remove());
    const retry = row.querySelector("[data-retry]");
    if (file) {
      retry.addEventListener("click", () => {
        row.remove();
        this.add([file]);
      });
    } else {
      retry.remove();
    }
    this.problems.append(row);
  }

  // --- Order -----------------------------------------------------------------------------------
  click(event) {
    const remove = event.target.closest("[data-remove]");
    if (remove) this.remove(remove.closest(".tile"));
  }

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
    this.reorder(() => tile.remove());
    neighbour?.querySelector("button, input")?.focus();
  }

  clear() {
    this.tiles.forEach((tile) => tile.remove());
    this.number();
    this.tell();
  }

  start(event) {
    this.dragged = event.target.closest(".tile[data-reference]");
    if (!this.dragged) return;
    event.dataTransfer.effectAllowed = "move";
    this.dragged.dataset.dragging = "";
    this.before = this.tiles;
  }

  hover(event) {
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
    this.number();
    this.tell();
  }

  reorder(change) {
    const before = this.tiles;
    change();
    this.follow(before);
    this.number();
    this.tell();
  }

  // "image 2" in the prompt goes on meaning the same picture.
  follow(before) {
    const prompt = this.form.elements.prompt;
    const now = this.tiles;
    const words = [...new Set([this.dataset.word, "image"])].join("|");
    const text = prompt.value.replace(new RegExp(`\\b(${words}) (\\d+)\\b`, "gi"), (whole, word, number) => {
      const place = now.indexOf(before[Number(number) - 1]);
      return place < 0 ? whole : `${word} ${place + 1}`;
    });
    if (text !== prompt.value) prompt.value = text;
  }

  // --- Words -----------------------------------------------------------------------------------
  number() {
    const tiles = this.tiles;
    tiles.forEach((tile, index) => {
      const words = this.dataset.name.replace("{number}", index + 1).replace("{name}", tile.dataset.name ?? "");
      tile.querySelector(".tile-handle")?.setAttribute("aria-label", words);
    });
    this.adding.hidden = tiles.length >= this.limit;
    const hint = tiles.length ? this.dataset.some : this.dataset.none;
    const words = hint.replace("{count}", tiles.length).replace("{limit}", this.limit);
    this.querySelector(".tray-hint").textContent = words;
  }

  tell() {
    this.dispatchEvent(new CustomEvent("references-changed", { bubbles: true }));
  }
}

customElements.define("reference-tray", ReferenceTray);
