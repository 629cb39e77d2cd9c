// On a phone the composer is a dock that opens as a sheet; the keyboard of the screen never covers it.
// The open sheet is a step of the history: Back closes it, and closing it otherwise takes that step back.
const PHONE = matchMedia("(max-width: 900px)");
const BEHIND = ".thread-column, .topbar";
let opener = null;
let stepped = false;
let place = "";
let returning = "";

function set(form, wanted) {
  form.toggleAttribute("data-open", wanted);
  const modal = wanted && PHONE.matches;
  document.querySelectorAll(BEHIND).forEach((part) => (part.inert = modal));
}

// --- History -----------------------------------------------------------------------------------
function step() {
  place = location.pathname;
  // Should the page have another address by the time Back comes here, htmx loads it anew by its mark.
  if (!history.state) history.replaceState({ htmx: true }, "");
  if (!stepped) history.pushState({ sheet: true }, "");
  stepped = true;
}

function stepBack() {
  if (!stepped) return;
  stepped = false;
  returning = location.href;
  history.back();
}

// On the way down: htmx would load the page anew where it finds its own mark.
function popped(form, event) {
  const address = returning;
  const shown = form.hasAttribute("data-open");
  returning = "";
  stepped = Boolean(event.state?.sheet);
  if (address) {
    // What the address asked for may have been done from the sheet.
    if (location.href !== address) history.replaceState(history.state, "", address);
    if (shown) step(); // it was opened again meanwhile
  } else if (PHONE.matches && shown !== stepped) {
    set(form, stepped);
    focus(form);
    if (location.pathname !== place) return;
  } else return;
  event.stopImmediatePropagation();
}

// The first turn gives the page its address, in the place of the sheet that it was sent from.
function named({ detail }) {
  if (!stepped || detail.history.type !== "push") return;
  detail.history.type = "replace";
  stepped = false;
}

// --- Opening and closing -----------------------------------------------------------------------
function focus(form) {
  const close = form.querySelector(".sheet-head button");
  // Every answer about settings brings other chips: what opened the sheet may be gone by now.
  const back = opener?.isConnected ? opener : form.querySelector(".prompt-expand");
  (form.hasAttribute("data-open") ? close : back).focus();
}

// Returns whether anything is to be seen of the change.
export function open(form, wanted, from = null) {
  const was = form.hasAttribute("data-open");
  set(form, wanted);
  if (!PHONE.matches || was === wanted) return false;
  if (wanted) {
    opener = from;
    step();
  } else stepBack();
  focus(form);
  return true;
}

// The part of the page that the keyboard covers, as a length that the style sheet knows.
function covered(form) {
  const { height, offsetTop, scale } = visualViewport;
  const hidden = scale > 1.01 ? 0 : Math.max(0, innerHeight - height - offsetTop);
  form.style.setProperty("--keyboard", `${Math.round(hidden)}px`);
}

export function attach(form, signal) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sheet]");
    if (button) open(form, button.dataset.sheet === "open", button);
  });
  PHONE.addEventListener(
    "change",
    () => {
      set(form, false);
      stepBack();
    },
    { signal },
  );
  addEventListener("popstate", (event) => popped(form, event), { capture: true, signal });
  document.body.addEventListener("htmx:beforeHistoryUpdate", named, { signal });
  // Loaded anew with the sheet open, the page has its step already.
  stepped = Boolean(history.state?.sheet);
  if (stepped) open(form, true);
  if (!globalThis.visualViewport) return;
  for (const name of ["resize", "scroll"]) {
    visualViewport.addEventListener(name, () => covered(form), { signal });
  }
}
