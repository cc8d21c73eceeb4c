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
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
/* Nothing filled in is lost with a session: before a page that stood a while is sent, it is asked whether the same person
   is still signed in, and its forms take over the token of the session. */
const STOOD = 60000;
const FILLED = "textarea, input:not([type=hidden]), select";
let askedAt = 0;
let notice = null;
function tell(words, link) {
  if (notice) notice.remove();
  notice = null;
  if (!words) return;
  notice = document.createElement("p");
  notice.className = "lost";
  notice.setAttribute("role", "alert");
  notice.append(words);
  if (link) {
    const way = document.createElement("a");
    Object.assign(way, { href: document.body.dataset.signIn, target: "_blank", rel: "opener", textContent: "在新窗口登录" });
    notice.append(way, "，再回到本页提交。");
  }
  document.body.append(notice);
}
async function stillSignedIn() {
  askedAt = performance.now();
  let told = {};
  try {
    const answer = await fetch(document.body.dataset.session, { headers: { Accept: "application/json" } });
    if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) told = await answer.json();
  } catch {
    tell("网络不通，没有提交。填写的内容还在本页，请稍后再提交。");
    return false;
  }
  if (told.who !== document.body.dataset.who) {
    if (told.who) tell("您在另一个窗口换了账号或者机构，没有提交。填写的内容还在本页，请换回原来的账号和机构，再回到本页提交。");
    else tell("登录已失效，没有提交。填写的内容还在本页，请", true);
    return false;
  }
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = told.token;
  tell("");
  return true;
}
if (document.body.dataset.who) {
  /* First of all listeners: a page's own must not take for sent what is held back here. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent || form.hasAttribute("hx-post") || !form.querySelector(FILLED)) return;
    if (!notice && performance.now() - askedAt < STOOD) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const button = event.submitter;
    stillSignedIn().then((same) => {
      delete form.dataset.asking;
      if (same) form.requestSubmit(button);
    });
  }, true);
  window.addEventListener("focus", () => {
    if (document.querySelector("form[method=post] textarea") && (notice || performance.now() - askedAt >= STOOD)) stillSignedIn();
  });
}
/* A page that the browser brings back from memory may be sent again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
const summary = document.getElementById("errors");
if (summary) summary.focus();
/* On a phone a list that would run off the page becomes a card for each row: its title, and below
   it the values in running lines, each behind the head of its column. What the row's own page tells
   as well (.spare) is left out. Without this script such a list scrolls. */
const narrow = window.matchMedia("(max-width: 640px)");
function isPlainList(table) {
  return table.tHead && table.tHead.rows.length === 1 && !table.matches(".stack, .statutory, .entry, .matrix")
    && [...table.tHead.rows[0].cells].every((cell) => cell.colSpan === 1)
    && [...table.tBodies].every((body) => [...body.rows].every((row) => row.cells.length === table.tHead.rows[0].cells.length
      && [...row.cells].every((cell) => cell.rowSpan === 1 && cell.colSpan === 1)));
}
function makeCards(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  /* Laid out as blocks, a browser no longer tells that it is a table. */
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  table.tHead.rows[0].setAttribute("role", "row");
  for (const head of table.tHead.rows[0].cells) head.setAttribute("role", head.tagName === "TH" ? "columnheader" : "cell");
  for (const body of table.tBodies) {
    for (const row of body.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, place) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        cell.dataset.label = heads[place];
        if (["", "—"].includes(cell.textContent.trim()) && !cell.querySelector("input, select, button, img, svg")) cell.classList.add("blank");
      });
    }
  }
  table.classList.add("cards");
}
function fitLists() {
  if (!narrow.matches) return;
  for (const table of document.querySelectorAll(".scroll > table.list:not(.cards)")) {
    if (table.scrollWidth > table.parentElement.clientWidth && isPlainList(table)) makeCards(table);
  }
}
narrow.addEventListener("change", fitLists);
document.addEventListener("htmx:afterSettle", fitLists);
fitLists();
