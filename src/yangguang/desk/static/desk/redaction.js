/* Dragging a rectangle on the page fills in the form beside it. The form works without this file. */
"use strict";
const sheet = document.querySelector("[data-sheet]");
const areaForm = document.querySelector("[data-area]");
const POINTS = 72 / 25.4;
if (sheet && areaForm) {
  const box = sheet.viewBox.baseVal;
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  drawn.setAttribute("class", "drawn");
  let start = null;
  const place = (event) => {
    const edge = sheet.getBoundingClientRect();
    const x = ((event.clientX - edge.left) / edge.width) * box.width;
    const y = ((event.clientY - edge.top) / edge.height) * box.height;
    return { x: Math.min(Math.max(x, 0), box.width), y: Math.min(Math.max(y, 0), box.height) };
  };
  const show = (left, top, width, height) => {
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) drawn.setAttribute(name, value);
    if (!drawn.isConnected) sheet.append(drawn);
  };
  const fill = (left, top, width, height) => {
    for (const [name, value] of Object.entries({ left, top, width, height })) {
      areaForm.elements[name].value = (value / POINTS).toFixed(1);
    }
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    start = place(event);
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!start) return;
    const now = place(event);
    show(Math.min(start.x, now.x), Math.min(start.y, now.y), Math.abs(now.x - start.x), Math.abs(now.y - start.y));
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!start) return;
    const now = place(event);
    const left = Math.min(start.x, now.x), top = Math.min(start.y, now.y);
    const width = Math.abs(now.x - start.x), height = Math.abs(now.y - start.y);
    start = null;
    if (width < 2 || height < 2) { drawn.remove(); return; }
    fill(left, top, width, height);
    areaForm.elements.exemption.focus({ preventScroll: true });
    areaForm.scrollIntoView({ block: "nearest" });
  });
  areaForm.addEventListener("input", () => {
    const [left, top, width, height] = ["left", "top", "width", "height"].map((name) => parseFloat(areaForm.elements[name].value) * POINTS);
    if ([left, top, width, height].every(Number.isFinite)) show(left, top, width, height);
  });
}
