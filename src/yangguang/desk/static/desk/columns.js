/* Dragging a column to its new place. Buttons and forms on the page do the same without this file. */
"use strict";
(() => {
  const form = document.getElementById("place");
  if (!form) return;
  const rows = [...form.querySelectorAll("tr[data-column]")];
  let dragged = null;
  let place = null;

  const below = (row) => {
    const found = [];
    for (const other of rows.slice(rows.indexOf(row) + 1)) {
      if (Number(other.dataset.depth) <= Number(row.dataset.depth)) break;
      found.push(other);
    }
    return found;
  };
  const clear = () => {
    for (const row of rows) row.classList.remove("drop-before", "drop-after", "drop-in");
    place = null;
  };
  const nextBeside = (row) => {
    for (const other of rows.slice(rows.indexOf(row) + 1)) {
      if (Number(other.dataset.depth) < Number(row.dataset.depth)) return null;
      if (other.dataset.depth === row.dataset.depth && other.dataset.owner === row.dataset.owner) {
        if (other !== dragged) return other;
      }
    }
    return null;
  };

  /* Branches open and close. On a narrow page, where each column is a card, they begin closed; what
     was opened stays open, and so does the way to the column that was just worked on. */
  const OPEN = "columns-open";
  const known = new Set(rows.map((row) => row.dataset.column));
  const branches = rows.filter((row) => below(row).length);
  const narrow = window.matchMedia("(max-width: 700px)").matches;
  const kept = sessionStorage.getItem(OPEN);
  const open = new Set(kept ? kept.split(" ") : narrow ? [] : branches.map((row) => row.dataset.column));
  const folds = new Map();
  const show = () => {
    const seen = new Set();
    for (const row of rows) {
      const { column, parent } = row.dataset;
      row.hidden = known.has(parent) && !(seen.has(parent) && open.has(parent));
      if (!row.hidden) seen.add(column);
      folds.get(column)?.setAttribute("aria-expanded", String(open.has(column)));
    }
  };
  const reveal = (row) => {
    for (let one = row; one && known.has(one.dataset.parent); one = document.getElementById(`column-${one.dataset.parent}`)) {
      open.add(one.dataset.parent);
    }
  };
  for (const row of branches) {
    const fold = document.createElement("button");
    fold.type = "button";
    fold.className = "fold";
    const direct = rows.filter((other) => other.dataset.parent === row.dataset.column).length;
    fold.textContent = `下级 ${direct}`;
    fold.setAttribute("aria-label", `“${row.dataset.name}”的下级 ${direct}`);
    fold.addEventListener("click", () => {
      const { column } = row.dataset;
      if (!open.delete(column)) open.add(column);
      sessionStorage.setItem(OPEN, [...open].join(" "));
      show();
    });
    folds.set(row.dataset.column, fold);
    row.querySelector(".name").append(" ", fold);
  }

  /* Who moves a column step by step with the keyboard finds the same button again after each step. */
  const STEP = "column-step";
  form.addEventListener("submit", (event) => {
    if (event.submitter) sessionStorage.setItem(STEP, event.submitter.value);
  });
  const again = sessionStorage.getItem(STEP);
  sessionStorage.removeItem(STEP);
  const moved = again && document.getElementById(`column-${again.split("-")[1]}`);
  reveal(moved);
  reveal(document.getElementById(window.location.hash.slice(1)));
  show();
  if (moved) {
    const button = [...moved.querySelectorAll("button")].find((one) => one.value === again) || moved.querySelector("button");
    /* Going to the row named in the address takes the focus away, so this waits for it. */
    window.addEventListener("load", () => setTimeout(() => button?.focus({ preventScroll: true })));
  }

  for (const row of rows) row.querySelector(".grip").parentElement.parentElement.draggable = true;
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("tr[data-column]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.column);
    for (const row of [dragged, ...below(dragged)]) row.classList.add("dragged");
  });
  form.addEventListener("dragover", (event) => {
    const row = event.target.closest("tr[data-column]");
    clear();
    if (!dragged || !row || row.classList.contains("dragged")) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    if (part < 0.3) {
      row.classList.add("drop-before");
      place = { parent: row.dataset.parent, before: row.dataset.owner === dragged.dataset.owner ? row.dataset.column : "" };
    } else if (part > 0.7 && below(row).length === 0) {
      row.classList.add("drop-after");
      const next = nextBeside(row);
      place = { parent: row.dataset.parent, before: next && next.dataset.owner === dragged.dataset.owner ? next.dataset.column : "" };
    } else {
      row.classList.add("drop-in");
      place = { parent: row.dataset.column, before: "" };
    }
  });
  form.addEventListener("drop", (event) => {
    if (!dragged || !place) return;
    event.preventDefault();
    form.elements.column.value = dragged.dataset.column;
    form.elements.parent.value = place.parent;
    form.elements.before.value = place.before;
    form.submit();
  });
  form.addEventListener("dragend", () => {
    for (const row of rows) row.classList.remove("dragged");
    clear();
    dragged = null;
  });
})();
