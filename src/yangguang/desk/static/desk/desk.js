/* Small comforts. Every page works without this file. */
"use strict";
document.documentElement.classList.add("js");
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-submit-on-change]")) field.form.submit();
  if (field.matches("[data-tick-all]")) {
    for (const box of field.form.querySelectorAll("input[name=pick]")) box.checked = field.checked;
  }
  if (field.matches("[data-tick-all], input[name=pick]")) {
    const shown = field.form.querySelector("[data-picked]");
    if (shown) shown.textContent = field.form.querySelectorAll("input[name=pick]:checked").length;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
/* A page that the browser brings back from memory may be sent again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
const summary = document.getElementById("errors");
if (summary) summary.focus();
