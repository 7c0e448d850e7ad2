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

document.addEventListener("click", openDialog);
document.addEventListener("click", askFirst);
document.addEventListener("click", copyText);
document.addEventListener("click", leave);
document.addEventListener("submit", sendOnce);
document.addEventListener("change", submitOnChange);
document.addEventListener("keydown", focusSearch);
document.addEventListener("selectionchange", rememberSelection);
clearGoodNews();
