// The gallery's bar and the way back: filters close like menus, and whoever returns finds their place.
const bar = document.getElementById("search");
const results = document.getElementById("results");
const PLACE = "galleryPlace";

function close(filter, { focus = false } = {}) {
  filter.open = false;
  if (focus) filter.querySelector("summary").focus();
}

function choose(input, checked) {
  if (input.type === "date") input.value = "";
  else input.checked = checked;
}

// `toggle` does not bubble. Figures are asked for when somebody looks at them.
bar.addEventListener(
  "toggle",
  (event) => {
    const filter = event.target;
    if (filter.matches("details") && filter.open) htmx.trigger(filter, "opened");
  },
  true,
);

bar.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear]");
  if (!clear) return;
  event.preventDefault();
  const panel = clear.closest("fieldset");
  for (const input of panel.querySelectorAll("input")) choose(input, input.type === "radio" && !input.value);
  clear.closest("details").querySelector("summary").focus();
  panel.dispatchEvent(new Event("change", { bubbles: true }));
});

// Days of one's own are a choice like the others. Before htmx reads the form.
bar.addEventListener(
  "change",
  (event) => {
    const { name, value } = event.target;
    if (name === "since" || name === "until") bar.elements.date.value = "own";
    else if (name === "date" && value !== "own") bar.elements.since.value = bar.elements.until.value = "";
    else if (name === "density") setDensity(event, value);
  },
  true,
);

// What is one of few closes like a menu.
bar.addEventListener("change", (event) => {
  const menu = event.target.closest(".filter-menu");
  if (menu && !menu.closest(":popover-open")) close(menu.closest("details"), { focus: true });
});

// How large pictures are is nobody's search: no request, and it holds in this browser.
function setDensity(event, value) {
  event.stopPropagation();
  document.cookie = `proofsheet_density=${value};path=/;max-age=31536000;samesite=lax`;
  const rows = results.querySelector("justified-rows");
  if (rows) rows.dataset.density = value;
  const menu = event.target.closest("details");
  if (!menu.closest(":popover-open")) close(menu, { focus: true });
}

// Only the filters that are open over the page close by themselves; in a sheet they are part of it.
addEventListener("click", (event) => {
  for (const filter of bar.querySelectorAll("details[open]")) {
    if (!filter.contains(event.target) && !filter.closest(":popover-open")) close(filter);
  }
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const filter = bar.querySelector("details[open]");
  if (!filter || filter.closest(":popover-open")) return;
  event.preventDefault();
  close(filter, { focus: filter.contains(document.activeElement) });
});

// --- The place ----------------------------------------------------------------------------------------
// The address says down to which picture the gallery was loaded; the history entry, where it stood.
let place = null;

function keep() {
  if (place) history.replaceState({ ...history.state, [PLACE]: place }, "");
}

function leave(event) {
  const link = event.target.closest(".gallery-tile a");
  if (!link) return;
  place = { id: link.parentElement.id, top: link.getBoundingClientRect().top };
  keep();
}

// Whoever scrolls on, back from the lightbox, is somewhere else. The event of an earlier scroll may come
// after the click: then nothing has moved.
function moveOn() {
  if (!place || document.querySelector("dialog.lightbox")) return;
  const link = document.getElementById(place.id)?.querySelector("a");
  if (link && Math.abs(link.getBoundingClientRect().top - place.top) < 2) return;
  place = null;
  const { [PLACE]: _old, ...rest } = history.state ?? {};
  history.replaceState(rest, "");
}

function comeBack() {
  const left = history.state?.[PLACE];
  const tile = left && document.getElementById(left.id);
  if (!tile) return;
  scrollTo({ top: scrollY + tile.getBoundingClientRect().top - left.top, behavior: "instant" });
  tile.querySelector("a").focus({ preventScroll: true });
}

// Before the lightbox or the browser takes the click.
results.addEventListener("click", leave, true);
// A page that was still loading writes its own entry over ours.
document.body.addEventListener("htmx:replacedInHistory", keep);
addEventListener("scroll", moveOn, { passive: true });
comeBack();
