// Small comforts. Every page does its work without this file.
"use strict";

const one = (selector, within = document) => selector && within.querySelector(selector);
const closest = (event, selector) => event.target.closest?.(selector);

// A link that opens a dialog leads, without this, to a page that asks the same.
function openDialog(event) {
  const link = closest(event, "[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
}

function askFirst(event) {
  const button = closest(event, "[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
}

async function copyText(event) {
  const button = closest(event, "[data-copy]");
  const source = button && one(button.dataset.copy);
  if (!source) return;
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  button.dataset.copied = "yes";
  const said = one("[data-copied-text]", button);
  if (said) said.hidden = false;
}

// Leaving in a hurry: the portal is not the page that the back button returns to.
function leave(event) {
  const link = closest(event, "[data-leave]");
  if (!link) return;
  event.preventDefault();
  window.location.replace(link.href);
}

function printPage(event) {
  if (closest(event, "[data-print]")) window.print();
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
}

// A filter works at once when something is chosen; what is typed waits for Enter.
function submitOnChange(event) {
  if (closest(event, "select, [type=checkbox], [type=radio]")) closest(event, "form[data-submit-on-change]")?.requestSubmit();
}

function focusSearch(event) {
  if (!(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
  const search = one("#search");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

// Good news leaves by itself, slowly, unless somebody is reading it; everything else stays.
function clearGoodNews() {
  for (const toast of document.querySelectorAll('[data-toast="success"]')) {
    const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 4000) : toast.remove());
    setTimeout(go, 12000);
  }
}

// Black-out: the characters selected in a passage become the numbers in its form, counted as the server counts them.
const characters = (text) => [...text].length;

function offsetIn(block, node, offset) {
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  return characters(range.toString());
}

function rememberSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const block = range.commonAncestorContainer.parentElement?.closest("[data-redact]") ?? range.commonAncestorContainer.closest?.("[data-redact]");
  if (!block) return;
  const [start, end, passage, shown] = block.dataset.redact.split(/\s+/).map((selector) => one(selector));
  start.value = offsetIn(block, range.startContainer, range.startOffset);
  end.value = offsetIn(block, range.endContainer, range.endOffset);
  if (passage) passage.value = block.dataset.passage ?? "";
  if (shown) shown.textContent = range.toString();
}

// A part of a page that is about to change: an answer that is being made, a download that is used up once its last byte came.
const LOOK_AGAIN = [2, 3, 5, 10, 10, 15, 15, 30, 30, 60].map((seconds) => seconds * 1000);

async function lookAgain(selector, waits = LOOK_AGAIN) {
  if (!waits.length) return;
  await new Promise((go) => setTimeout(go, waits[0]));
  const before = one(selector);
  if (!before || before.contains(document.activeElement?.closest("input, textarea, select"))) return;
  const answer = await fetch(location.href, { cache: "no-store", redirect: "error" }).catch(() => null);
  const after = answer?.ok && one(selector, new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!after) return;
  const shown = (part) => part.textContent.replace(/\s+/g, " ").trim();
  if (shown(before) === shown(after)) return lookAgain(selector, waits.slice(1));
  const hadFocus = before.contains(document.activeElement);
  before.replaceWith(document.adoptNode(after));
  if (hadFocus) one("h1, h2", after)?.setAttribute("tabindex", "-1"), one("h1, h2", after)?.focus();
  if (after.matches("[data-live]")) lookAgain(selector, waits.slice(1));
}

function lookAfterSending(event) {
  const wanted = event.target.dataset.thenLive;
  if (wanted) lookAgain(wanted);
}

document.addEventListener("click", openDialog);
document.addEventListener("click", askFirst);
document.addEventListener("click", copyText);
document.addEventListener("click", leave);
document.addEventListener("click", printPage);
document.addEventListener("submit", sendOnce);
document.addEventListener("submit", lookAfterSending);
document.addEventListener("change", submitOnChange);
document.addEventListener("keydown", focusSearch);
document.addEventListener("selectionchange", rememberSelection);
clearGoodNews();
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
if (one("#live[data-live]")) lookAgain("#live");
