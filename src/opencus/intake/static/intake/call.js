/* Comfort for the call: people found while typing, parts of the page refreshed, a draft kept by itself.
   The page works without this: every button posts the whole form. */
"use strict";

(() => {
  const form = document.querySelector("form[data-call]");
  if (!form) return;

  const busy = { number: 0 };
  let draftTimer = 0;
  let typedSince = 0;

  /* ---------- the clock of the call ---------- */

  function tick() {
    const clock = form.querySelector("[data-since]");
    if (!clock) return;
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    clock.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
  setInterval(tick, 1000);
  tick();

  /* ---------- sending the form and taking parts of the answer ---------- */

  async function send(action) {
    clearTimeout(draftTimer);
    const sent = ++busy.number;
    const typed = typedSince;
    const body = new FormData(form);
    body.set("akcja", action);
    let page;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected && new URL(answer.url).pathname !== new URL(form.action).pathname) {
        location.assign(answer.url);
        return null;
      }
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      say("Nie udało się zapisać. Sprawdź połączenie, nic z ekranu nie zniknie.");
      return null;
    }
    // A later request is on its way: its answer knows more.
    if (sent !== busy.number) return null;
    return { page, stale: typed !== typedSince };
  }

  function say(text) {
    const saved = form.querySelector('[data-part="saved"]');
    if (saved) saved.textContent = text;
  }

  function take(page, wanted) {
    for (const part of form.querySelectorAll("[data-part]")) {
      const name = part.dataset.part;
      const fresh = page.querySelector(`[data-part="${name}"]`);
      if (!part.isConnected || !fresh || !wanted(name, part)) continue;
      swap(part, fresh);
    }
    tick();
  }

  /* The same place keeps the focus and the caret; open folds stay open. */
  function swap(part, fresh) {
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const caret = active && typeof active.selectionStart === "number" ? [active.selectionStart, active.selectionEnd] : null;
    const folds = [...part.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
    part.replaceWith(document.adoptNode(fresh));
    for (const summary of fresh.querySelectorAll("details > summary")) {
      if (folds.includes(summary.textContent)) summary.parentElement.open = true;
    }
    const again = active && active.id ? fresh.querySelector(`#${CSS.escape(active.id)}`) : null;
    if (!again) return;
    again.focus({ preventScroll: true });
    if (caret && again.value === active.value) again.setSelectionRange(...caret);
  }

  const QUIET = /^(saved|number|needs|who-bar|services-title|state-)/;

  async function keepDraft() {
    const answer = await send("");
    if (!answer) return;
    const inside = (part) => part.contains(document.activeElement);
    take(answer.page, (name, part) => QUIET.test(name) || (name === "services" && !inside(part)) || (name === "office" && !inside(part)));
  }

  async function refresh(action, focus) {
    const answer = await send(action);
    if (!answer) return;
    take(answer.page, (name, part) => name !== "services" || !part.contains(document.activeElement));
    const errors = form.querySelector("[data-errors]");
    if (errors) errors.focus();
    else if (focus) focus();
  }

  /* ---------- what the person at the desk does ---------- */

  form.addEventListener("input", (event) => {
    typedSince += 1;
    if (event.target.dataset.people) {
      findPeople(event.target);
      return;
    }
    clearTimeout(draftTimer);
    draftTimer = setTimeout(keepDraft, 800);
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches('[data-change], #id_relation, #id_capacity')) refresh("");
  });

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.matches("[data-swap]")) {
      // Enter in a box: keep what is there, do not leave the page.
      if (button && button.value === "" && button.name === "akcja") {
        event.preventDefault();
        refresh("");
      }
      clearTimeout(draftTimer);
      return;
    }
    event.preventDefault();
    refresh(button.value, () => next(button.value));
  }, true);

  function next(action) {
    if (/^(dzwoni:|klient:|nowa:|rozne-nowa:|ta-sama)/.test(action)) goTo(form.querySelector("#id_client_q, #id_caller_q") ? "osoby" : "sprawa");
  }

  /* ---------- finding people ---------- */

  let findTimer = 0;
  let findNumber = 0;

  function findPeople(box) {
    clearTimeout(findTimer);
    findTimer = setTimeout(async () => {
      const list = document.getElementById(`found-${box.dataset.people}`);
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("q", box.value);
      body.set("role", box.dataset.people);
      const asked = ++findNumber;
      if (!box.value.trim()) {
        list.replaceChildren();
        return;
      }
      try {
        const answer = await fetch(form.dataset.find, { method: "POST", body });
        const text = await answer.text();
        if (answer.ok && asked === findNumber) list.innerHTML = text;
      } catch {
        say("Nie udało się wyszukać. Sprawdź połączenie.");
      }
    }, 220);
  }

  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key === "Enter" && box.dataset && box.dataset.people && !event.ctrlKey) {
      event.preventDefault();
      const first = document.querySelector(`#found-${box.dataset.people} button`);
      if (first) first.click();
      return;
    }
    // Enter in a box of the new-person form saves that person.
    const fresh = box.closest && box.closest("details.newp");
    if (event.key === "Enter" && fresh && box.matches("input")) {
      event.preventDefault();
      fresh.querySelector('button[value^="nowa:"]').click();
    }
  });

  /* ---------- keys: sections by F2, F4, F8, F9; services by digits ---------- */

  function goTo(id) {
    const section = document.getElementById(id);
    const first = section && [...section.querySelectorAll("input:not([type=hidden]), select, textarea, button.btn")].find((one) => one.offsetParent !== null && !one.closest("details:not([open])"));
    if (!first) return;
    first.focus({ preventScroll: true });
    section.scrollIntoView({ block: "nearest" });
    if (first.select && first.type !== "checkbox") first.select();
  }

  document.addEventListener("click", (event) => {
    const goal = event.target.closest("[data-goto]");
    if (goal) goTo(goal.dataset.goto);
  });

  document.addEventListener("keydown", (event) => {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const active = document.activeElement;
    if (active && active.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
    const row = form.querySelector(`#uslugi [data-digit="${event.key}"] input`);
    if (!row) return;
    event.preventDefault();
    row.focus();
    row.click();
  });
})();
