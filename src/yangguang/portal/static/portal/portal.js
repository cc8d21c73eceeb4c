// What a script can add and nothing needs: type size, printing, copying. No page depends on it.
"use strict";
for (const part of document.querySelectorAll("[data-script-only]")) {
  // Copying needs a page sent over https.
  part.hidden = part.hasAttribute("data-copy") && !navigator.clipboard;
}
const text = document.querySelector(".body");
let size = 0;
for (const button of document.querySelectorAll("[data-font]")) {
  button.addEventListener("click", () => {
    text.classList.remove("size-" + size);
    size = Math.max(0, Math.min(3, size + (button.dataset.font === "bigger" ? 1 : -1)));
    if (size) text.classList.add("size-" + size);
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    button.textContent = "已复制";
  });
}

// A member who wants it has what they read remembered; the mark says only that somebody is signed in.
const read = document.querySelector("[data-note]");
if (read && document.cookie.split("; ").includes("yg_signed_in=1")) {
  fetch(read.dataset.note, { method: "POST", keepalive: true }).catch(() => {});
}
