// Two minutes before staff are signed out for silence, this asks whether they are still there (WCAG 2.2.1). Without this file the server
// signs them out all the same. What was typed stays in the page, out of sight, until somebody signed in again.
"use strict";

(() => {
  const dialog = document.getElementById("idle");
  if (!dialog?.showModal) return;
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const silence = Number(dialog.dataset.seconds) * 1000;
  const warning = Number(dialog.dataset.warning) * 1000;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("still-here") : null;
  let last = Date.now();
  let timer;

  // A new sign-in has a new token: forms that were open before it get that one. Somebody else who signs in sees nothing of this page.
  function renewForms(token) {
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  }

  function goOn() {
    last = Date.now();
    document.body.classList.remove("signed-out");
    part("warn").hidden = false;
    part("out").hidden = part("not-yet").hidden = true;
    if (dialog.open) dialog.close();
    look();
  }

  function signedOut() {
    part("warn").hidden = true;
    part("out").hidden = false;
    document.body.classList.add("signed-out");
    if (!dialog.open) dialog.showModal();
  }

  async function ask() {
    const answer = await fetch(dialog.dataset.url, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) {
      part("not-yet").hidden = !document.body.classList.contains("signed-out");
      return signedOut();
    }
    const { token, who } = await answer.json();
    if (who !== document.querySelector("[data-who]").dataset.who) return window.location.replace("/");
    renewForms(token);
    others?.postMessage("here");
    goOn();
  }

  function look() {
    clearTimeout(timer);
    const left = last + silence - Date.now();
    if (left <= 0) return signedOut();
    if (left <= warning) {
      const minutes = Math.ceil(left / 60000);
      const text = part("left");
      const words = (minutes === 1 ? text.dataset.one : text.dataset.many).replace("0", minutes);
      if (text.textContent !== words) text.textContent = words;
      if (!dialog.open) dialog.showModal();
    }
    timer = setTimeout(look, left > warning ? left - warning : 1000);
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    ask();
  });
  part("stay").addEventListener("click", ask);
  part("back").addEventListener("click", ask);
  document.body.addEventListener("htmx:after:request", () => { last = Date.now(); });
  others?.addEventListener("message", () => (document.body.classList.contains("signed-out") ? ask() : goOn()));
  others?.postMessage("here");
  look();
})();
