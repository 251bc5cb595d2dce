/* htmx under a strict policy: no injected styles; refusals keep the page as it is and say so. */
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail?.ctx?.response?.status >= 400) announce(document.body.dataset.failed);
});
document.addEventListener("htmx:error", () => announce(document.body.dataset.failed));

function announce(text) {
  const place = document.getElementById("announce");
  if (place && text) place.textContent = text;
}
