// The notice of demo mode goes for good. The server reads the cookie, so that no page jumps.
const YEAR = 60 * 60 * 24 * 365;

addEventListener("click", (event) => {
  const button = event.target.closest("[data-banner-close]");
  if (!button) return;
  document.cookie = `proofsheet_banner=closed; path=/; max-age=${YEAR}; samesite=lax`;
  localStorage.setItem("banner", "closed");
  button.closest(".banner").remove();
  document.querySelector("#prompt")?.focus();
});
