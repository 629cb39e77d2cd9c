// Small manners of the composer's fields: groups of radio buttons, stepper, seed, temperature, undo.
const MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const MOST_SEED = 2147483640;
const YEAR = 60 * 60 * 24 * 365;

const tell = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

// Arrows go to every choice, also to one that is not to be had and says why; that one is not chosen.
function arrow(event) {
  const { target: radio, key } = event;
  if (!(key in MOVES) || radio.type !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const group = [...radio.form.querySelectorAll(`input[type=radio][name="${radio.name}"]`)];
  const seen = group.filter((one) => one.checkVisibility());
  const next = seen[(seen.indexOf(radio) + MOVES[key] + seen.length) % seen.length];
  next.focus();
  if (next.getAttribute("aria-disabled") === "true") return;
  next.checked = true;
  tell(next);
}

function step(form, by) {
  const { count } = form.elements;
  count.value = Math.max(1, Math.min(Number(count.max), (Number(count.value) || 1) + by));
  tell(count);
}

function dice({ elements: { seed } }) {
  seed.value = crypto.getRandomValues(new Uint32Array(1))[0] % MOST_SEED;
  tell(seed);
}

export function choose(form, name, value) {
  const radio = form.querySelector(`[name="${name}"][value="${CSS.escape(value ?? "")}"]`);
  if (radio) radio.checked = true;
  return radio;
}

// Back to the model, ratio and size from before the change that lost the ratio.
function undo(form) {
  const before = (name) => form.elements[`undo_${name}`].value;
  choose(form, "model", before("model"));
  choose(form, "size", before("size"));
  const ratio = choose(form, "aspect_ratio", before("aspect_ratio"));
  form.querySelectorAll("[name^=undo_]").forEach((field) => field.remove());
  ratio.focus();
  tell(ratio);
}

function press(event) {
  const form = event.currentTarget;
  const button = event.target.closest("button");
  const folded = event.target.closest("summary")?.parentElement;
  folded?.addEventListener("toggle", () => folded.scrollIntoView({ block: "nearest" }), { once: true });
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
  else if (!button) return;
  else if (button.dataset.step) step(form, Number(button.dataset.step));
  else if ("dice" in button.dataset) dice(form);
  else if ("undo" in button.dataset) undo(form);
}

function typed({ target, currentTarget: { elements } }) {
  if (target.id === "temperature-slider") elements.temperature.value = Number(target.value).toFixed(1);
  else if (target.name === "temperature") elements["temperature-slider"].value = target.value || 1;
}

// A lock on no number at all locks one that is chosen now.
function locked(event) {
  const { target, currentTarget: form } = event;
  if (target.name !== "seed_locked" || !target.checked || form.elements.seed.value) return;
  event.stopPropagation();
  dice(form);
}

// What is unfolded is so in the server's next answer and, by the cookie, on its next page: nothing jumps.
function folded({ target, currentTarget: form }) {
  if (!target.matches("details")) return;
  target.querySelector("[name=unfolded]").disabled = !target.open;
  const open = new FormData(form).getAll("unfolded").join(".");
  document.cookie = `proofsheet_unfolded=${open}; path=/; max-age=${YEAR}; samesite=lax`;
}

export function attach(form) {
  form.addEventListener("keydown", arrow);
  form.addEventListener("click", press);
  form.addEventListener("input", typed);
  form.addEventListener("change", locked, true);
  form.addEventListener("toggle", folded, true);
}
