/* Comforts of the worker's phone: the phone's own time beside each act, a clock that ticks. Nothing depends on it. */
"use strict";

document.addEventListener("submit", (event) => {
  const at = event.target.querySelector("input[name=device_at]");
  if (at) at.value = new Date().toISOString();
});

const box = document.querySelector("[data-clock]");
if (box) {
  const opened = Date.now();
  const start = Number(box.dataset.gone);
  setInterval(() => {
    const gone = start + Math.floor((Date.now() - opened) / 60000);
    box.querySelector("[data-shown]").textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
    box.querySelector("progress").value = gone;
  }, 10000);
}
