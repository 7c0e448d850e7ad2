// Passkeys: between the form and the browser's own question for a finger, a face or a PIN. Without this file the other ways of signing in remain.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const descriptors = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function make({ publicKey }) {
  const credential = await navigator.credentials.create({ publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: descriptors(publicKey.excludeCredentials),
  } });
  return shown(credential, { attestationObject: toText(credential.response.attestationObject), transports: credential.response.getTransports?.() ?? [] });
}

async function show({ publicKey }) {
  const credential = await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: descriptors(publicKey.allowCredentials),
  } });
  const { authenticatorData, signature, userHandle } = credential.response;
  return shown(credential, {
    authenticatorData: toText(authenticatorData), signature: toText(signature), userHandle: userHandle ? toText(userHandle) : null,
  });
}

function shown(credential, response) {
  return {
    id: credential.id, rawId: toText(credential.rawId), type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function usePasskey(event) {
  const form = event.target.closest("form[data-passkey]");
  if (!form || form.elements.credential.value) return;
  event.preventDefault();
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const options = await optionsOf(form);
    form.elements.credential.value = JSON.stringify(await (form.dataset.passkey === "make" ? make(options) : show(options)));
    delete form.dataset.sent;
    form.requestSubmit();
  } catch {
    failed.hidden = false;
    failed.focus();
  }
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-part]").forEach((part) => { part.hidden = false; });
  document.addEventListener("submit", usePasskey);
}
