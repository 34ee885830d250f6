// How good a password is, in words, while it is typed. It never leaves the page before the form is sent.
"use strict";

for (const told of document.querySelectorAll("[data-strength]")) {
  const field = document.getElementById(told.dataset.strength);
  field.addEventListener("input", () => {
    const { length } = field.value;
    const least = Number(told.dataset.least);
    const various = new Set(field.value).size;
    const word = length < least ? "short" : length < least + 5 || various < 8 ? "fair" : "good";
    told.textContent = told.dataset[word].replace("{left}", least - length);
    told.hidden = !length;
  });
}
