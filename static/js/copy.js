// [data-copy="selector"]: copy that element's text.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return;
  }
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 1500);
});
