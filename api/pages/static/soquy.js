// The pages work without this file; with it, typing an amount and printing are easier.
"use strict";

// Thousands are set apart while an amount is typed, and its size is told in plain units beside it:
// a zero too many is what a thumb on a phone gets wrong.
function groupThousands(digits, mark) {
  return digits.replace(/\B(?=(\d{3})+$)/g, mark);
}

function tellSize(digits, units) {
  const parts = [];
  for (let end = digits.length, scale = 0; end > 0; end -= 3, scale += 1) {
    const group = Number(digits.slice(Math.max(end - 3, 0), end));
    if (group) parts.unshift(`${group} ${units[scale] ?? ""}`.trim());
  }
  return parts.length ? `${parts.join(" ")} ${units.at(-1)}` : "";
}

// What was pasted, or stood there, is set apart only if it reads as one whole number: the digits alone of
// "1.500.000,00" would be a hundred times as much. It is left as it is, for the server to ask about.
const WHOLE = /^(\d+|\d{1,3}([., \u00a0])\d{3}(\2\d{3})*)\s*(đ|₫|đồng|vnđ|vnd)?$/i;

function digitsOf(text, before, mark, event) {
  const digits = text.replace(/\D/g, "");
  if (WHOLE.test(text.trim())) return digits;
  // How a key is told differs from keyboard to keyboard; that it is one character more does not.
  const isTyped = hasOneMore(text, before);
  const isDeleted = hasOneMore(before, text) || event?.inputType?.startsWith("delete");
  const groups = text.split(mark);
  if (!(isDeleted || isTyped) || groups.some((group) => /\D/.test(group))) return null;
  // Whoever types the marks too has not come to the end of the last group: "15.000.0".
  const isOnTheWay = groups.length > 1 && groups[0].length <= 3 && groups.at(-1).length < 3
    && groups.slice(1, -1).every((group) => group.length === 3);
  return isTyped && isOnTheWay ? null : digits;
}

function hasOneMore(text, than) {
  let at = 0;
  while (at < than.length && text[at] === than[at]) at += 1;
  return text.length === than.length + 1 && text.slice(at + 1) === than.slice(at);
}

// As many characters as an amount has room for on a phone in large figures: "99.999.999.999".
const LONG = 14;

function watchAmount(input) {
  const size = document.getElementById(input.dataset.size);
  const units = input.dataset.units.split("|"); // "", thousand, million, …, and last the currency
  let before = "";
  const fit = () => { input.classList.toggle("amount--long", input.value.length > LONG); };
  const show = (event) => {
    fit();
    if (event?.isComposing) return; // the keyboard would write once more what is taken from it now
    const read = digitsOf(input.value, before, input.dataset.mark, event);
    before = input.value;
    if (read === null) {
      if (size) size.textContent = "";
      return;
    }
    const digitsAfterCaret = input.value.slice(input.selectionEnd).replace(/\D/g, "").length;
    const digits = read.replace(/^0+(?=\d)/, "");
    input.value = before = groupThousands(digits, input.dataset.mark);
    fit();
    let caret = input.value.length;
    for (let left = digitsAfterCaret; left > 0; caret -= 1) {
      if (/\d/.test(input.value[caret - 1])) left -= 1;
    }
    if (document.activeElement === input) input.setSelectionRange(caret, caret);
    if (size) size.textContent = tellSize(digits, units);
  };
  input.addEventListener("input", show);
  input.addEventListener("compositionend", show);
  show();
}

// A browser writes dates as its own language does, 11/06 or 06/11: the words beside tell which.
function watchDate(input) {
  const said = document.getElementById(input.dataset.said);
  const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "vi", {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const show = () => { said.textContent = input.valueAsDate ? words.format(input.valueAsDate) : ""; };
  input.addEventListener("input", show);
  show();
}

// A slow network invites a second tap. The command id makes it harmless, this makes it rare.
function sendOnce(form) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) {
      window.setTimeout(() => { button.disabled = true; }, 0);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  });
}

// Without a network the browser would put its own page in the place of what was typed.
function keepOffline(form) {
  const told = document.querySelector("[data-offline]");
  form.addEventListener("submit", (event) => {
    told.hidden = navigator.onLine;
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  });
  window.addEventListener("online", () => { told.hidden = true; });
}

document.querySelectorAll("input[data-units]").forEach(watchAmount);
document.querySelectorAll("input[data-said]").forEach(watchDate);
document.querySelectorAll("form[method=post]").forEach(keepOffline);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("button[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (button.dataset.print !== "now") return;
  // Once: not again when the page is loaded anew, or come back to.
  const here = new URL(window.location.href);
  here.searchParams.delete("then");
  window.history.replaceState(null, "", here);
  window.print();
});
