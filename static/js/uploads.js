// Pictures on their way into the tray: one request each, two at a time. One whose tile is taken out is dropped.
import { problem } from "./tray-problems.js";

const AT_ONCE = 2;
const TOO_LARGE = ["too_large", "too_many_pixels", "too_long"];
const MEGABYTE = 1000000;

export class Uploads {
  constructor(tray) {
    this.tray = tray;
    this.words = tray.querySelector(".tray-problems").dataset;
    this.waiting = [];
    this.active = 0;
  }

  // job: { name, url, file (null for a picture of the thread, which is `shown` meanwhile), large (gives the
  // picture as a File) }
  add(job) {
    if (job.file && job.file.size > this.tray.dataset.bytes) {
      this.fail(job, this.tooLarge(job.file), { shrinks: true });
      return;
    }
    const tile = this.tray.waitingTile(job.name);
    if (tile && job.shown) tile.prepend(job.shown);
    if (tile) this.waiting.push({ ...job, tile });
    else this.fail(job, this.tray.fullWords);
    this.next();
  }

  // What was taken out while it waited is not sent at all.
  next() {
    while (this.active < AT_ONCE && this.waiting.length) {
      const job = this.waiting.shift();
      if (job.tile.isConnected) this.send(job);
    }
  }

  send(job) {
    this.active += 1;
    const request = new XMLHttpRequest();
    const body = new FormData();
    if (job.file) body.append("file", job.file);
    job.tile.addEventListener("taken-out", () => request.abort());
    request.open("POST", job.url);
    request.setRequestHeader("X-CSRFToken", this.tray.form.elements.csrfmiddlewaretoken.value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) job.tile.querySelector("progress").value = event.loaded / event.total;
    };
    request.onloadend = () => {
      this.active -= 1;
      if (job.tile.isConnected) this.answered(request, job);
      this.tray.changed();
      this.next();
    };
    request.send(body);
  }

  answered(request, job) {
    const { status, responseText } = request;
    if (status === 201) {
      if (!this.tray.place(responseText, job.tile)) this.fail(job, this.words.twice);
      else if (!job.file) this.tray.say();
      return;
    }
    const spoken = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    const kind = request.getResponseHeader("X-Problem");
    const shrinks = status === 413 || TOO_LARGE.includes(kind);
    this.tray.leaveTile(job.tile);
    if (status === 0) this.fail(job, this.words.offline, { again: true });
    else if (status === 403) this.fail(job, this.words.signedOut, { again: true, signedOut: true });
    else if (kind === "too_large" && job.file) this.fail(job, this.tooLarge(job.file), { shrinks });
    else if (spoken && responseText) this.fail(job, responseText, { shrinks, again: status >= 500 });
    else this.fail(job, this.words.server, { shrinks, again: status >= 500 });
  }

  fail(job, words, { again = false, signedOut = false, shrinks = false } = {}) {
    problem(this.tray, {
      name: job.name,
      words,
      retry: again ? () => this.retry(job, signedOut) : null,
      large: shrinks ? job.large : null,
      add: (file) => this.tray.add([file]),
    });
  }

  // Whoever has signed in again in another tab has another token since.
  async retry(job, signedOut) {
    if (signedOut) await renewToken(this.tray.form).catch(() => null);
    this.add(job);
  }

  tooLarge({ size }) {
    const limit = this.tray.dataset.bytes / MEGABYTE;
    const digits = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    const shown = digits.format(Math.max(size / MEGABYTE, limit + 0.1));
    return this.words.large.replace("{size}", shown).replace("{limit}", digits.format(limit));
  }
}

async function renewToken(form) {
  const page = await (await fetch(location.href)).text();
  const now = new DOMParser().parseFromString(page, "text/html").querySelector("studio-composer");
  const field = now?.querySelector("[name=csrfmiddlewaretoken]");
  // Somebody else's session is no place for what this person has picked.
  if (!field || now.dataset.person !== form.closest("studio-composer").dataset.person) return;
  form.elements.csrfmiddlewaretoken.value = field.value;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": field.value }));
}
