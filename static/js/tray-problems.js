// A row for each file that could not be taken: its name, the reason and, if there is one, the fix.
import * as shrink from "./shrink.js";

// `retry` tries the same again; `large` gives the picture (a promise of a File) when a smaller one would do;
// `add` takes the smaller file.
export function problem(tray, { name, words, retry = null, large = null, add = null }) {
  const list = tray.querySelector(".tray-problems");
  const row = tray.querySelector("template[data-problem]").content.firstElementChild.cloneNode(true);
  const part = (selector) => row.querySelector(selector);
  part("[data-file]").textContent = name;
  part("[data-reason]").textContent = words;
  part("[data-dismiss]").addEventListener("click", () => remove(row));
  part("[data-retry]").hidden = !retry;
  part("[data-retry]").addEventListener("click", () => {
    row.remove();
    retry();
  });
  list.append(row);
  if (large) offer(row, large, add, list.dataset.unreadable);
}

// The button is there only if this browser can decode the picture.
async function offer(row, large, add, unreadable) {
  const button = row.querySelector("[data-shrink]");
  const file = await large().catch(() => null);
  if (!file || !(await shrink.readable(file))) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.ariaBusy = "true";
    const smaller = await shrink.shrunk(file);
    if (!row.isConnected) return;
    if (smaller) {
      row.remove();
      add(smaller);
    } else {
      row.querySelector("[data-reason]").textContent = unreadable;
      button.remove();
    }
  });
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  next?.querySelector("[data-dismiss]").focus();
}
