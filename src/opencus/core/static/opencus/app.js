/* Comforts on top of pages that work without any of this. No page depends on it. */
"use strict";

document.documentElement.classList.add("js");

const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

/* ---------- shortcuts ---------- */

function keyName(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && event.key.length > 1) parts.push("Shift");
  parts.push(event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return parts.join("+");
}

function pressHotkey(event) {
  const name = keyName(event);
  for (const el of document.querySelectorAll("[data-hotkey]")) {
    const wanted = el.dataset.hotkey;
    if (wanted !== name || el.offsetParent === null) continue;
    // A bare letter belongs to the text somebody is typing.
    if (wanted.length === 1 && typing(document.activeElement)) continue;
    event.preventDefault();
    if (typing(el)) el.focus();
    else el.click();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    const search = document.getElementById("global-search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    return;
  }
  if (event.key === "?" && !typing(document.activeElement)) {
    openDialog("keys");
    return;
  }
  if (event.key === "Escape") closeMenus(null);
  if (!pressHotkey(event)) moveInList(event);
});

/* The shortcut help lists what this page adds. */
function listHotkeys(dialog) {
  const list = dialog.querySelector("[data-keys]");
  if (!list || list.dataset.filled) return;
  list.dataset.filled = "1";
  for (const el of document.querySelectorAll("[data-hotkey]")) {
    const dt = document.createElement("dt");
    const kbd = document.createElement("kbd");
    const dd = document.createElement("dd");
    kbd.textContent = el.dataset.hotkey;
    dt.append(kbd);
    const words = el.cloneNode(true);
    words.querySelectorAll("kbd").forEach((k) => k.remove());
    const label = el.labels && el.labels[0] ? el.labels[0].textContent : words.textContent;
    dd.textContent = (el.getAttribute("aria-label") || label).trim();
    list.append(dt, dd);
  }
}

/* ---------- dialogs and menus ---------- */

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  listHotkeys(dialog);
  dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open);
  closeMenus(event.target.closest("details[data-menu]"));
  const print = event.target.closest("[data-print]");
  if (print) window.print();
});

/* ---------- lists: arrows move between results ---------- */

function moveInList(event) {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const active = document.activeElement;
  // data-listnav-for="id": arrow down in a search box enters the list with that id.
  const id = active && active.dataset ? active.dataset.listnavFor : null;
  const list = id ? document.getElementById(id) : active && active.closest ? active.closest("[data-listnav]") : null;
  if (!list) return;
  if (typing(active) && !id && !/^(radio|checkbox)$/.test(active.type)) return;
  if (/^(radio)$/.test(active.type || "")) return;
  const items = [...list.querySelectorAll("[data-listnav-item], a[href], button")].filter((el) => el.offsetParent !== null);
  if (!items.length) return;
  if (id && event.key !== "ArrowDown") return;
  const at = items.indexOf(active);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  event.preventDefault();
  if (next < 0) {
    const box = list.id && document.querySelector(`[data-listnav-for="${list.id}"]`);
    if (box) box.focus();
    return;
  }
  const target = items[Math.min(next, items.length - 1)];
  if (!target.matches("a[href], button, input, [tabindex]")) target.tabIndex = -1;
  target.focus();
}

/* ---------- forms ---------- */

/* One click, one submission: a second press within ten seconds is ignored. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 10000);
  if (form.dataset.draft) sessionStorage.removeItem(draftKey(form));
});

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

/* The browser's back button shows the page as it was left: with the lock still on. */
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

/* ---------- drafts: kept in this tab only, never a PESEL, password or file ---------- */

const SECRET = /pesel|password|haslo|csrf|token|code|pin/i;

function draftKey(form) {
  return `draft:${location.pathname}:${form.dataset.draft}`;
}

/* Drafts hold what people told: they go when somebody logs out or another person logs in on the same machine. */
function forgetDrafts() {
  Object.keys(sessionStorage).filter((key) => key.startsWith("draft:")).forEach((key) => sessionStorage.removeItem(key));
}

function guardDrafts() {
  const reader = document.documentElement.dataset.reader;
  if (!reader || sessionStorage.getItem("draft-reader") === reader) return;
  forgetDrafts();
  sessionStorage.setItem("draft-reader", reader);
}

document.addEventListener("submit", (event) => {
  if (/\/konto\/logout\/$/.test(event.target.action)) forgetDrafts();
});

function draftable(form) {
  return [...form.elements].filter(
    (el) => el.name && !SECRET.test(el.name) && !el.closest("[data-no-draft]") && !/^(hidden|file|password|submit|button)$/.test(el.type),
  );
}

function saveDraft(form) {
  const kept = draftable(form).map((el) => [el.name, el.type, el.value, el.checked]);
  sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
}

function restoreDraft(form) {
  // What the server sent back with errors is newer than any draft.
  if (document.querySelector("[data-errors]")) return;
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(draftKey(form)) || "[]");
  } catch {
    return;
  }
  const fields = draftable(form);
  kept.forEach(([name, type, value, checked], index) => {
    const el = fields[index];
    if (!el || el.name !== name || el.type !== type) return;
    if (type === "radio" || type === "checkbox") el.checked = checked;
    else el.value = value;
  });
}

function startDraft(form) {
  restoreDraft(form);
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => saveDraft(form), 400);
  });
}

/* ---------- after the page came, and after every htmx swap ---------- */

function wake(root) {
  const errors = root.querySelector("[data-errors]");
  if (errors && !errors.closest("[data-quiet]")) errors.focus();
  root.querySelectorAll("form[data-draft]").forEach(startDraft);
}

/* A link of the error summary goes to its field, and the field takes the focus. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-errors] a[href^='#']");
  if (!link) return;
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (document.getElementById(`${field.id}_group`) || field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});

document.addEventListener("htmx:afterSwap", (event) => wake(event.detail.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest && event.target.closest("form");
  if (form) release(form);
});
/* A refusal or failure without content must not be silent. */
document.addEventListener("htmx:responseError", () => {
  const box = document.getElementById("live") || document.createElement("div");
  box.id = "live";
  box.className = "alert bad";
  box.setAttribute("role", "alert");
  box.textContent = "Nie udało się. Odśwież stronę i spróbuj jeszcze raz.";
  document.getElementById("main").prepend(box);
});

guardDrafts();
wake(document);
