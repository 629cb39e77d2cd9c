// [data-copy="selector"]: copy that element's text, and say so.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy)?.textContent ?? "";
  const said = document.getElementById("said");
  if (!(await copied(text))) {
    const detail = { words: said.dataset.notCopied, kind: "failed" };
    button.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail }));
    return;
  }
  said.textContent = said.dataset.copied;
  button.dataset.copied = "";
  setTimeout(() => {
    delete button.dataset.copied;
    said.textContent = "";
  }, 1500);
});

// Browsers keep the clipboard from pages without https; there the old way works.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    const before = document.activeElement;
    field.className = "visually-hidden";
    field.value = text;
    (document.querySelector("dialog:modal") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus({ preventScroll: true });
    return done;
  }
}
