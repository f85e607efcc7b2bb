/* Passkeys: asks the browser for a key and puts the answer into the form that waits for it. */
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

function forCreation(options, passwordless) {
  const key = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) } };
  key.excludeCredentials = listed(options.excludeCredentials);
  if (passwordless) {
    const wish = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    key.authenticatorSelection = { ...key.authenticatorSelection, ...wish };
  }
  return { publicKey: key };
}

function forUse(options) {
  return { publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) } };
}

function answer(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports ? said.getTransports() : [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    response.userHandle = said.userHandle ? text(said.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const asked = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error(String(asked.status));
  return asked.json();
}

async function fill(form) {
  const given = await options(form);
  const creating = given.creation_options;
  const credential = creating
    ? await navigator.credentials.create(forCreation(creating.publicKey, form.dataset.passwordless === "yes"))
    : await navigator.credentials.get(forUse(given.request_options.publicKey));
  form.elements.credential.value = JSON.stringify(answer(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-problem]");
    problem.hidden = true;
    fill(form).catch(() => {
      problem.hidden = false;
    });
  });
  if (!window.PublicKeyCredential) {
    form.querySelector("button").disabled = true;
    form.querySelector("[data-unsupported]").hidden = false;
  }
}
